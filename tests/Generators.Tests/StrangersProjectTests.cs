using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Generators.Tests;

/// <summary>Emitted code compiles, and without a word, in the projects that strangers have.</summary>
public sealed class StrangersProjectTests
{
    [Fact]
    public async Task Under_every_rule_of_the_compiler_and_the_SDK_nothing_is_reported_in_emitted_code()
    {
        var generated = Generated.By(Project(StrictBuild.Options, LanguageVersion.Latest, Adapter("namespace Acme;")));

        generated.Names.ShouldContain("Acme.StorageFile.g.cs");
        (await StrictBuild.Complaints(generated.Output, generated.Trees)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_strict_project_is_strict()
    {
        var generated = Generated.By(Project(StrictBuild.Options, LanguageVersion.Latest, Adapter("namespace Acme;")));
        var emitted = generated.Result.GeneratedSources[0];
        var sloppy = CSharpSyntaxTree.ParseText(
            "public class Sloppy { public static string? Lower(string? text) { string sure = text; return sure.ToLower(); } }",
            (CSharpParseOptions)emitted.SyntaxTree.Options,
            "/stranger/Sloppy.cs",
            cancellationToken: TestContext.Current.CancellationToken);

        var complaints = string.Join('\n', await StrictBuild.Complaints(generated.Output.AddSyntaxTrees(sloppy), new HashSet<SyntaxTree> { sloppy }));

        complaints.ShouldContain("CS8600");
        complaints.ShouldContain("CS1591");
        complaints.ShouldContain("CA1304");
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public void Each_language_version_that_the_framework_is_used_with_will_do(LanguageVersion language) =>
        ShouldBeSound(Project(Compile.Library, language, Adapter("namespace Acme;")));

    [Theory]
    [InlineData(NullableContextOptions.Disable)]
    [InlineData(NullableContextOptions.Warnings)]
    [InlineData(NullableContextOptions.Annotations)]
    public void Nullability_may_be_off(NullableContextOptions nullable) =>
        ShouldBeSound(Project(Compile.Library.WithNullableContextOptions(nullable), LanguageVersion.Latest, Adapter("namespace Acme;")));

    [Fact]
    public void Overflow_checks_may_be_on() => ShouldBeSound(Project(Compile.Library.WithOverflowChecks(true), LanguageVersion.Latest, Adapter("namespace Acme;")));

    [Theory]
    [InlineData("namespace Acme.@event.@class.@namespace;", "Acme.event.class.namespace")]
    [InlineData("namespace @await.record.var.@yield;", "await.record.var.yield")]
    [InlineData("namespace Ünïcode.名前;", "Ünïcode.名前")]
    [InlineData("namespace System.Threading.Tasks;", "System.Threading.Tasks")]
    [InlineData("namespace Mapwright;", "Mapwright")]
    [InlineData("namespace Mapwright.System;", "Mapwright.System")]
    [InlineData("namespace System.Mapwright.System;", "System.Mapwright.System")]
    public void Names_that_look_like_something_else_will_do(string header, string place) =>
        Emitted(Adapter(header)).Output.GetTypeByMetadataName(place + ".StorageFile").ShouldNotBeNull();

    [Fact]
    public void Keywords_in_the_given_namespace_are_escaped() =>
        Emitted(Adapter("namespace Acme;", "(Namespace = \"Acme.event.class\")")).Output.GetTypeByMetadataName("Acme.event.class.StorageFile").ShouldNotBeNull();

    [Fact]
    public void The_namespace_may_be_given_escaped() =>
        Emitted(Adapter("namespace Acme;", "(Namespace = \"Acme.@event\")")).Output.GetTypeByMetadataName("Acme.event.StorageFile").ShouldNotBeNull();

    [Fact]
    public void The_global_namespace_will_do() => Emitted(Adapter("")).Output.GetTypeByMetadataName("StorageFile").ShouldNotBeNull();

    [Fact]
    public void The_global_namespace_may_be_given() =>
        Emitted(Adapter("namespace Acme;", "(Namespace = \"\")")).Output.GetTypeByMetadataName("StorageFile").ShouldNotBeNull();

    [Theory]
    [InlineData("@class")]
    [InlineData("@record")]
    [InlineData("@async")]
    [InlineData("Scheduler")]
    [InlineData("IScheduler")]
    [InlineData("ValueTask")]
    [InlineData("Mapwright")]
    [InlineData("_scheduler")]
    [InlineData("Ünïcode")]
    public void The_adapter_may_have_any_name(string name) => Emitted(Adapter("namespace Acme;", "", name)).Names.ShouldContain("Acme.StorageFile.g.cs");

    [Theory]
    [InlineData("public partial class Outer", "public")]
    [InlineData("internal static partial class Outer", "public")]
    [InlineData("public partial struct Outer", "internal")]
    [InlineData("public partial interface Outer", "public")]
    [InlineData("public partial record Outer", "protected internal")]
    public void The_adapter_may_be_nested(string outer, string accessibility) =>
        Emitted($"namespace Acme {{ {outer} {{ {Adapter("").Replace("public sealed", accessibility + " sealed", StringComparison.Ordinal)} }} }}")
            .Names.ShouldContain("Acme.StorageFile.g.cs");

    [Fact]
    public void The_adapter_may_be_a_record() =>
        Emitted(Adapter("namespace Acme;").Replace("partial class", "partial record", StringComparison.Ordinal)).Names.ShouldContain("Acme.StorageFile.g.cs");

    [Fact]
    public void Emitted_types_are_as_accessible_as_the_adapter()
    {
        Emitted(Adapter("namespace Acme;")).Output.GetTypeByMetadataName("Acme.StorageFile")!.DeclaredAccessibility.ShouldBe(Accessibility.Public);
        Emitted(Adapter("namespace Acme;").Replace("public sealed", "internal sealed", StringComparison.Ordinal)).Output
            .GetTypeByMetadataName("Acme.StorageFile")!.DeclaredAccessibility.ShouldBe(Accessibility.Internal);
    }

    [Theory]
    [InlineData("namespace Acme.System { public static class Threading; }")]
    [InlineData("namespace Acme { public static class System; public static class ArgumentNullException; }")]
    [InlineData("namespace Acme { public static class Mapwright; public static class IScheduler; public static class StorageFileBase; }")]
    [InlineData("namespace Acme { public static class ValueTask; public struct CancellationToken; public struct Memory<T>; public enum None; }")]
    [InlineData("public sealed class StorageFile; public sealed class FileSystem;")]
    [InlineData("namespace Other { public sealed class StorageFile; public sealed class FileSystem; }")]
    public void Types_of_the_users_own_hide_nothing_from_emitted_code(string source) => ShouldBeSound(
        Project(Compile.Library, LanguageVersion.Latest, Adapter("namespace Acme;"), source));

    [Fact]
    public void Global_usings_of_the_user_make_nothing_ambiguous() => ShouldBeSound(Project(
        Compile.Library,
        LanguageVersion.Latest,
        Adapter("namespace Acme;"),
        "global using Mapwright; global using Acme; global using System; global using System.IO; global using FileSystem = System.Object;"));

    [Fact]
    public void Two_adapters_with_a_namespace_each_live_in_one_project()
    {
        var generated = Emitted(Adapter("namespace Acme;", "(Namespace = \"Acme.One\")", "First"), Adapter("namespace Acme;", "(Namespace = \"Acme.Two\")", "Second"));
        generated.Names.ShouldContain("Acme.One.StorageFile.g.cs");
        generated.Names.ShouldContain("Acme.Two.StorageFile.g.cs");
    }

    [Fact]
    public void Two_adapters_in_one_namespace_get_nothing_rather_than_half() =>
        Emitted(Adapter("namespace Acme;", "", "First"), Adapter("namespace Acme;", "", "Second")).Names.ShouldBeEmpty();

    [Fact]
    public void Two_spellings_of_one_namespace_are_one_namespace() =>
        Emitted(Adapter("namespace Acme.One;", "", "First"), Adapter("namespace Acme;", "(Namespace = \"Acme.@One\")", "Second")).Names.ShouldBeEmpty();

    [Fact]
    public void Namespaces_that_differ_in_case_get_a_file_each()
    {
        var generated = Emitted(Adapter("namespace Acme.Io;", "", "First"), Adapter("namespace Acme.IO;", "", "Second"));
        generated.Output.GetTypeByMetadataName("Acme.IO.StorageFile").ShouldNotBeNull();
        generated.Output.GetTypeByMetadataName("Acme.Io.StorageFile").ShouldNotBeNull();
        generated.Names.ShouldContain("Acme.IO.StorageFile.g.cs");
        generated.Names.ShouldContain("Acme.Io-2.StorageFile.g.cs");
    }

    [Theory]
    [InlineData("System.Obsolete")]
    [InlineData("System.Obsolete(\"Take another.\", error: true)")]
    [InlineData("System.Diagnostics.CodeAnalysis.Experimental(\"ACME1\", UrlFormat = \"https://example.com\")")]
    public void An_adapter_that_is_not_to_be_used_makes_types_that_are_not_to_be_used(string attribute)
    {
        var type = attribute.Split('(')[0] + "Attribute";
        foreach (var source in new[] { Marked(Adapter("namespace Acme;")), $"namespace Acme {{ [{attribute}] public partial class Outer {{ {Adapter("")} }} }}" })
        {
            Emitted(source).Output.GetTypeByMetadataName("Acme.StorageFile")!.GetAttributes().ShouldContain(a => a.AttributeClass!.ToDisplayString() == type);
        }

        string Marked(string adapter) => adapter.Replace("public sealed", $"[{attribute}] public sealed", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public", true)]
    [InlineData("internal", false)]
    public void An_assembly_may_promise_to_comply_with_the_CLS(string accessibility, bool exempts)
    {
        const string Promise = "[assembly: System.CLSCompliant(true)]";
        var adapter = Adapter("namespace Acme;").Replace("public sealed", accessibility + " sealed", StringComparison.Ordinal);
        Emitted(Promise, adapter).Output.GetTypeByMetadataName("Acme.StorageFile")!.GetAttributes()
            .Any(a => a.AttributeClass!.Name == "CLSCompliantAttribute").ShouldBe(exempts);
    }

    [Theory]
    [InlineData("[Mapwright.SchedulerAdapter] public sealed class A : Mapwright.IScheduler { public void Schedule(Mapwright.IWorkItem item) { } }")]
    [InlineData("[Mapwright.SchedulerAdapter] public sealed partial class A<T> : Mapwright.IScheduler { public void Schedule(Mapwright.IWorkItem item) { } }")]
    [InlineData("public partial class O<T> { [Mapwright.SchedulerAdapter] public sealed partial class A : Mapwright.IScheduler { public void Schedule(Mapwright.IWorkItem item) { } } }")]
    [InlineData("public partial class O { [Mapwright.SchedulerAdapter] private sealed partial class A : Mapwright.IScheduler { public void Schedule(Mapwright.IWorkItem item) { } } }")]
    [InlineData("[Mapwright.SchedulerAdapter] public sealed partial class A;")]
    [InlineData("[Mapwright.SchedulerAdapter] public sealed partial class StorageFile : Mapwright.IScheduler { public void Schedule(Mapwright.IWorkItem item) { } }")]
    public void A_mistake_that_is_reported_keeps_the_generator_quiet(string adapter) => Emitted(adapter).Names.ShouldBeEmpty();

    [Fact]
    public void A_partial_adapter_in_several_files_is_one_adapter() => Emitted(
        Adapter("namespace Acme;"), "namespace Acme; public sealed partial class ActorScheduler { public int Depth => 0; }").Names.ShouldContain("Acme.StorageFile.g.cs");

    private static string Adapter(string header, string arguments = "", string name = "ActorScheduler") =>
        $$"""
        {{header}}
        /// <summary>Ours.</summary>
        [global::Mapwright.SchedulerAdapter{{arguments}}]
        public sealed partial class {{name}} : global::Mapwright.IScheduler
        {
            /// <summary>Shared.</summary>
            public static {{name}} Shared { get; } = new();

            /// <inheritdoc/>
            public void Schedule(global::Mapwright.IWorkItem item) => item.Execute();
        }
        """;

    private static CSharpCompilation Project(CSharpCompilationOptions options, LanguageVersion language, params string[] sources) =>
        Compile.Create(sources, [.. Compile.Framework, Compile.Core], language, options);

    private static Generated Emitted(params string[] sources) => ShouldBeSound(Project(Compile.Library, LanguageVersion.Latest, sources));

    /// <summary>Nothing at all is reported in the emitted files, and no error anywhere.</summary>
    private static Generated ShouldBeSound(CSharpCompilation project)
    {
        var generated = Generated.By(project);
        generated.Output.ShouldCompile();
        generated.Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && generated.Trees.Contains(d.Location.SourceTree!)).Select(d => d.ToString()).ShouldBeEmpty();
        return generated;
    }
}
