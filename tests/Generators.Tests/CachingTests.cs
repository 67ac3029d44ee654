using System.Collections.Immutable;
using System.Reflection;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Generators.Tests;

/// <summary>An edit that has nothing to do with an adapter or a surface re-runs no output, and the pipeline keeps nothing of a compilation.</summary>
public sealed class CachingTests
{
    private const string Adapter = """
        namespace Acme;
        [Mapwright.SchedulerAdapter]
        public sealed partial class ActorScheduler : Mapwright.IScheduler
        {
            public static ActorScheduler Shared { get; } = new();
            public void Schedule(Mapwright.IWorkItem item) => item.Execute();
            [Mapwright.Completes(Mapwright.StoragePrimitive.ReadAt)] public bool TryStart(Mapwright.ReadAtRequest request) => false;
        }
        """;

    private const string Unrelated = "namespace Acme; public static class Other { public static int Answer() => 42; }";

    public static TheoryData<string, string> UnrelatedEdits => new()
    {
        { "a method body", "namespace Acme; public static class Other { public static int Answer() => 43; }" },
        { "a new member", "namespace Acme; public static class Other { public static int Answer() => 42; public static int More; }" },
        { "a new type with attributes", "namespace Acme; [System.Obsolete] public static class Other; [System.Serializable] public sealed class Another;" },
        { "half a line", "namespace Acme; public static class Other { public static int Ans" },
        { "nothing left", "" },
    };

    [Theory]
    [MemberData(nameof(UnrelatedEdits))]
    public void An_unrelated_edit_in_an_adapters_project_re_runs_no_output(string what, string edited)
    {
        what.ShouldNotBeEmpty();
        var before = Compile.WithCore(Adapter, Unrelated);
        var after = before.ReplaceSyntaxTree(before.SyntaxTrees[1], Parse(edited));

        var second = Run(before, after);

        ShouldBeCached(second);
        second.GeneratedSources.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(UnrelatedEdits))]
    public void An_unrelated_edit_in_the_core_re_runs_no_output(string what, string edited)
    {
        what.ShouldNotBeEmpty();
        var before = MiniCore.Compilation(MiniCore.Surfaces, Unrelated);
        var after = before.ReplaceSyntaxTree(before.SyntaxTrees[^1], Parse(edited));

        var second = Run(before, after);

        ShouldBeCached(second);
        second.GeneratedSources.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_cloned_compilation_re_runs_no_output()
    {
        var before = Compile.WithCore(Adapter, Unrelated);
        ShouldBeCached(Run(before, before.Clone()));
    }

    [Fact]
    public void A_compilation_parsed_anew_re_runs_no_output() => ShouldBeCached(Run(Compile.WithCore(Adapter, Unrelated), Compile.WithCore(Adapter, Unrelated)));

    [Fact]
    public void A_core_read_anew_re_runs_no_output() => ShouldBeCached(Run(
        Compile.Create([Adapter, Unrelated], [.. Compile.Framework, MetadataReference.CreateFromFile(typeof(MustUseAttribute).Assembly.Location)]),
        Compile.Create([Adapter, Unrelated], [.. Compile.Framework, MetadataReference.CreateFromFile(typeof(MustUseAttribute).Assembly.Location)])));

    [Fact]
    public void A_comment_in_the_adapter_re_runs_no_output() => ShouldBeCached(Run(Compile.WithCore(Adapter), Compile.WithCore("// Ours.\n" + Adapter)));

    [Fact]
    public void A_related_edit_re_runs_the_outputs()
    {
        var second = Run(Compile.WithCore(Adapter), Compile.WithCore(Adapter.Replace("StoragePrimitive.ReadAt)", "StoragePrimitive.None)", StringComparison.Ordinal)));
        Outputs(second).ShouldNotContain(IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_new_operation_in_the_core_re_runs_its_class_alone()
    {
        var before = MiniCore.Compilation(MiniCore.Surfaces);
        var tree = before.SyntaxTrees[^1];
        var after = before.ReplaceSyntaxTree(tree, Parse(tree.ToString().Replace(
            "public void Flush()", "public void FlushMore() { } [Operation] public void Flush()", StringComparison.Ordinal)));

        var reasons = Run(before, after).TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason).ToList();

        reasons.Count(reason => reason == IncrementalStepRunReason.Cached).ShouldBe(1, "ShelfBase declares nothing new");
        reasons.ShouldContain(IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Nothing_of_a_compilation_is_reachable_from_the_pipeline_of_an_adapter() => ShouldHoldValuesOnly(Run(Compile.WithCore(Adapter, Unrelated), Compile.WithCore(Adapter)));

    [Fact]
    public void Nothing_of_a_compilation_is_reachable_from_the_pipeline_of_the_core() =>
        ShouldHoldValuesOnly(Run(MiniCore.Compilation(MiniCore.Surfaces), MiniCore.Compilation(MiniCore.Surfaces, Unrelated)));

    [Fact]
    public void The_walk_finds_what_must_not_be_there()
    {
        Reach(new { Inner = new object[] { 1, Compile.WithoutCore("class C;").Assembly } }).ShouldContain(path => path.StartsWith("Assembly", StringComparison.Ordinal) || path.Contains("Symbol"));
        Reach(ImmutableArray.Create(Parse("class C;").GetRoot())).ShouldNotBeEmpty();
    }

    private static GeneratorRunResult Run(Compilation before, Compilation after)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new StorageGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)before.SyntaxTrees.First().Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(before, TestContext.Current.CancellationToken);
        driver = driver.RunGenerators(after, TestContext.Current.CancellationToken);
        return driver.GetRunResult().Results.Single();
    }

    private static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithDocumentationMode(DocumentationMode.Diagnose));

    private static List<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        [.. result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason)];

    private static void ShouldBeCached(GeneratorRunResult result)
    {
        Outputs(result).ShouldNotBeEmpty();
        Outputs(result).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
        var changed = Ours(result).Where(step => step.Name is not null).SelectMany(step => step.Outputs.Select(output => $"{step.Name}: {output.Reason}"))
            .Where(text => !text.EndsWith(nameof(IncrementalStepRunReason.Cached), StringComparison.Ordinal) && !text.EndsWith(nameof(IncrementalStepRunReason.Unchanged), StringComparison.Ordinal));
        changed.ShouldBeEmpty();
    }

    /// <summary>The steps that the generator names, and everything between them and the outputs.</summary>
    private static HashSet<IncrementalGeneratorRunStep> Ours(GeneratorRunResult result)
    {
        var found = new HashSet<IncrementalGeneratorRunStep>();
        var open = new Stack<IncrementalGeneratorRunStep>(result.TrackedOutputSteps.SelectMany(step => step.Value));
        foreach (var step in result.TrackedSteps.Where(s => !IsRoslyns(s.Key)).SelectMany(s => s.Value))
        {
            open.Push(step);
        }

        while (open.TryPop(out var step))
        {
            if (!IsRoslyns(step.Name) && found.Add(step))
            {
                foreach (var (source, _) in step.Inputs)
                {
                    open.Push(source);
                }
            }
        }

        found.Select(step => step.Name).ShouldContain(name => name == "Surfaces" || name == "DeclaringClasses");
        return found;
    }

    private static bool IsRoslyns(string? step) => step is "Compilation" or "CompilationOptions" or "ParseOptions"
        || step?.Contains("ForAttribute", StringComparison.Ordinal) == true;

    private static void ShouldHoldValuesOnly(GeneratorRunResult result)
    {
        var values = Ours(result).SelectMany(step => step.Outputs.Select(output => output.Value)).ToList();
        values.ShouldNotBeEmpty();
        values.SelectMany(Reach).ShouldBeEmpty();
    }

    /// <summary>The paths, from a value on, to whatever belongs to a compilation.</summary>
    private static List<string> Reach(object? root)
    {
        var found = new List<string>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(object Value, string Path)>();
        Push(root, "");
        while (open.TryPop(out var next))
        {
            if (next.Value is ISymbol or SyntaxNode or SyntaxTree or SemanticModel or Compilation or Location or AttributeData or MetadataReference or SyntaxReference or Delegate)
            {
                found.Add(next.Path + next.Value.GetType().Name);
                continue;
            }

            if (next.Value is Array items)
            {
                foreach (var item in items)
                {
                    Push(item, next.Path + "[].");
                }
            }

            for (var type = next.Value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Push(field.GetValue(next.Value), next.Path + field.Name + ".");
                }
            }
        }

        return found;

        void Push(object? value, string path)
        {
            if (value is not (null or string or Type or Pointer or ParseOptions or CompilationOptions) && !value.GetType().IsPrimitive && seen.Add(value))
            {
                open.Push((value, path));
            }
        }
    }
}
