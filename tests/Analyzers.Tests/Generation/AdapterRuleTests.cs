using Mapwright.Analyzers.Generation;
using Mapwright.Generators;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Tests.Generation;

public sealed class AdapterRuleTests
{
    [Fact]
    public Task A_sound_adapter_is_not_reported() => InAcme(
        """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler : IScheduler
        {
            public static ActorScheduler Shared { get; } = new();
            public void Schedule(IWorkItem item) => item.Execute();
            [Completes(StoragePrimitive.ReadAt)] public bool TryStart(ReadAtRequest request) => false;
            [Completes(StoragePrimitive.WriteAt)] internal bool TryStart(WriteAtRequest request) => false;
        }
        """);

    [Fact]
    public Task MW0101_an_adapter_that_is_not_partial() => InAcme($"[SchedulerAdapter] public sealed class {{|MW0101:ActorScheduler|}} : IScheduler {Body()}");

    [Fact]
    public Task MW0102_an_adapter_nested_in_a_type_that_is_not_partial() => InAcme(
        $$"""
        public class {|MW0102:Outer|}
        {
            public partial class Middle
            {
                [SchedulerAdapter] public sealed partial class ActorScheduler : IScheduler {{Body()}}
            }
        }
        """);

    [Fact]
    public Task MW0103_a_generic_adapter() => InAcme($"[SchedulerAdapter] public sealed partial class {{|MW0103:ActorScheduler|}}<T> : IScheduler {Body("ActorScheduler<T>")}");

    [Fact]
    public Task MW0103_an_adapter_in_a_generic_type() => InAcme(
        $"public partial class Outer<T> {{ [SchedulerAdapter] public sealed partial class {{|MW0103:ActorScheduler|}} : IScheduler {Body()} }}");

    [Fact]
    public Task MW0104_an_abstract_adapter() => InAcme(
        "[SchedulerAdapter] public abstract partial class {|MW0104:ActorScheduler|} : IScheduler { public abstract void Schedule(IWorkItem item); }");

    [Fact]
    public Task MW0104_a_static_adapter() => InAcme("[SchedulerAdapter] public static partial class {|MW0104,MW0106:ActorScheduler|};");

    [Fact]
    public Task MW0105_an_adapter_that_nobody_can_make() => InAcme(
        """
        [SchedulerAdapter]
        public sealed partial class {|MW0105:ActorScheduler|} : IScheduler
        {
            private ActorScheduler() { }
            public void Schedule(IWorkItem item) => item.Execute();
        }
        """);

    [Fact]
    public Task MW0106_an_adapter_that_does_not_implement_the_scheduler() => InAcme(
        "[SchedulerAdapter] public sealed partial class {|MW0106:ActorScheduler|} { public static ActorScheduler Shared { get; } = new(); }");

    [Theory]
    [InlineData("namespace Acme.Storage { public sealed class StorageFile; }", "Acme.Storage")]
    [InlineData("public sealed class StorageFile;", "")]
    [InlineData("namespace Acme.Storage.StorageFile { class C; }", "Acme.Storage")]
    [InlineData("namespace Acme { public sealed class Storage; }", "Acme.Storage")]
    public Task MW0107_a_name_that_is_taken(string other, string place) => InAcme(
        $$"""[SchedulerAdapter(Namespace = "{{place}}")] public sealed partial class {|MW0107:ActorScheduler|} : IScheduler {{Body()}}""", other);

    [Theory]
    [InlineData("namespace Acme.Other { public sealed class StorageFile; }")]
    [InlineData("namespace Acme.Storage { public sealed class StorageFile<T>; }")]
    [InlineData("namespace Acme.Storage { file sealed class StorageFile; }")]
    [InlineData("namespace Acme.Storage { public sealed class Outer { public sealed class StorageFile; } }")]
    public Task A_name_that_does_not_clash_is_not_reported(string other) => InAcme(
        $$"""[SchedulerAdapter(Namespace = "Acme.Storage")] public sealed partial class ActorScheduler : IScheduler {{Body()}}""", other);

    [Fact]
    public async Task What_the_generator_itself_emitted_is_no_collision()
    {
        var before = Compile.WithCore($"using Mapwright; namespace Acme; [SchedulerAdapter] public sealed partial class ActorScheduler : IScheduler {Body()}");
        CSharpGeneratorDriver.Create(new StorageGenerator()).RunGeneratorsAndUpdateCompilation(before, out var after, out _, TestContext.Current.CancellationToken);

        after.GetTypeByMetadataName("Acme.StorageFile").ShouldNotBeNull();
        (await Diagnosis.Run(after, new GenerationAnalyzer())).ShouldBeEmpty();
    }

    [Fact]
    public Task MW0108_two_adapters_in_one_namespace() => InAcme(
        $$"""
        [SchedulerAdapter] public sealed partial class {|MW0108:First|} : IScheduler {{Body("First")}}
        [SchedulerAdapter(Namespace = "Acme")] public sealed partial class {|MW0108:Second|} : IScheduler {{Body("Second")}}
        [SchedulerAdapter(Namespace = "Acme.Another")] public sealed partial class Third : IScheduler {{Body("Third")}}
        """);

    [Fact]
    public Task MW0109_an_adapter_without_a_shared_instance() => InAcme(
        "[SchedulerAdapter] public sealed partial class {|MW0109:ActorScheduler|} : IScheduler { public void Schedule(IWorkItem item) => item.Execute(); }");

    [Fact]
    public Task MW0109_a_shared_instance_of_another_type_does_not_count() => InAcme(
        """
        [SchedulerAdapter]
        public sealed partial class {|MW0109:ActorScheduler|} : IScheduler
        {
            public static IScheduler Shared { get; } = new ActorScheduler();
            public void Schedule(IWorkItem item) => item.Execute();
        }
        """);

    [Theory]
    [InlineData("public bool {|MW0110:Start|}(ReadAtRequest request) => false;")]
    [InlineData("public void {|MW0110:TryStart|}(ReadAtRequest request) { }")]
    [InlineData("public bool {|MW0110:TryStart|}(WriteAtRequest request) => false;")]
    [InlineData("public bool {|MW0110:TryStart|}(ReadAtRequest request, int depth) => false;")]
    [InlineData("public bool {|MW0110:TryStart|}(in ReadAtRequest request) => false;")]
    [InlineData("public static bool {|MW0110:TryStart|}(ReadAtRequest request) => false;")]
    [InlineData("private bool {|MW0110:TryStart|}(ReadAtRequest request) => false;")]
    public Task MW0110_a_method_that_completes_with_another_shape(string method) => InAcme(
        $"[SchedulerAdapter] public sealed partial class ActorScheduler : IScheduler {Body("ActorScheduler", "[Completes(StoragePrimitive.ReadAt)] " + method)}");

    [Fact]
    public Task MW0110_a_method_that_completes_nothing() => InAcme(
        $"[SchedulerAdapter] public sealed partial class ActorScheduler : IScheduler {Body("ActorScheduler", "[Completes(StoragePrimitive.None)] public bool {|MW0110:TryStart|}(ReadAtRequest request) => false;")}");

    [Theory]
    [InlineData("Acme.1st")]
    [InlineData("Acme..Storage")]
    [InlineData("Acme Storage")]
    public Task MW0114_a_namespace_that_is_no_name(string place) => InAcme(
        $$"""[SchedulerAdapter(Namespace = "{{place}}")] public sealed partial class {|MW0114:ActorScheduler|} : IScheduler {{Body()}}""");

    [Fact]
    public Task MW0115_a_private_adapter() => InAcme(
        $"public partial class Outer {{ [SchedulerAdapter] private sealed partial class {{|MW0115:ActorScheduler|}} : IScheduler {Body()} }}");

    [Fact]
    public Task MW0115_an_adapter_local_to_its_file() => InAcme($"[SchedulerAdapter] file sealed partial class {{|MW0115:ActorScheduler|}} : IScheduler {Body()}");

    [Fact]
    public Task A_partial_adapter_is_marked_where_it_says_what_it_is() => Diagnosis.Expect<GenerationAnalyzer>(
        "namespace Acme; public sealed partial class ActorScheduler { public void Schedule(Mapwright.IWorkItem item) => item.Execute(); }",
        "namespace Acme; [Mapwright.SchedulerAdapter] public sealed partial class {|MW0109:ActorScheduler|} : Mapwright.IScheduler;");

    [Fact]
    public Task A_record_may_be_an_adapter() => InAcme($"[SchedulerAdapter] public sealed record {{|MW0101:ActorScheduler|}} : IScheduler {Body()}");

    private static string Body(string type = "ActorScheduler", string more = "") =>
        $"{{ public static {type} Shared {{ get; }} = new(); public void Schedule(IWorkItem item) => item.Execute(); {more} }}";

    private static Task InAcme(string code, params string[] others) => Diagnosis.Expect<GenerationAnalyzer>(["using Mapwright; namespace Acme { " + code + " }", .. others]);
}
