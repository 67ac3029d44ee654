using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class BlockingCallTests
{
    [Fact]
    public Task A_blocking_member_in_an_async_method_is_reported() => InMethod("file.{|MW0008:FlushAll()|}; file.{|MW0008:ReadAt(buffer, 0)|};");

    [Fact]
    public Task The_twin_itself_is_not_reported() => InMethod("await file.FlushAllAsync(); await file.ReadAtAsync(buffer, 0);");

    [Fact]
    public Task A_member_that_never_waits_is_not_reported() => InMethod("_ = file.Length; _ = file.MarkWritten(); map.Write(0, 1); file.Dispose();");

    [Fact]
    public Task A_factory_is_reported() => InMethod("using var other = files.{|MW0008:OpenRead(\"a\")|};");

    [Fact]
    public Task A_twin_that_was_written_by_hand_counts() => InMethod("map.{|MW0008:CopyTo(Stream.Null)|}; using var taken = device.{|MW0008:TakeWhenDisposed()|};");

    [Fact]
    public Task Each_place_inside_an_expression_is_seen() => InMethod(
        """
        if (file.{|MW0008:ReadAt(buffer, 0)|} > 0) { }
        Func<Task> lambda = async () => file.{|MW0008:FlushAll()|};
        async Task Local() { file.{|MW0008:FlushAll()|}; await lambda(); }
        StorageFileBase? maybe = file;
        maybe?{|MW0008:.FlushAll()|};
        await Local();
        lock (files.{|MW0008:OpenRead("a")|}) { }
        """);

    [Fact]
    public Task What_runs_elsewhere_or_cannot_be_awaited_is_not_reported() => InMethod(
        """
        await Task.Run(() => file.FlushAll());
        void Local() => file.FlushAll();
        Local();
        lock (buffer) { file.FlushAll(); }
        try { Local(); } catch (IOException) when (file.ReadAt(buffer, 0) > 0) { }
        unsafe { file.FlushAll(); }
        Parallel.For(0, 2, i => file.ReadAt(buffer, i));
        """);

    [Fact]
    public Task Code_that_is_not_asynchronous_is_not_reported() => Diagnosis.Expect<BlockingCallAnalyzer>(
        "using System.Threading.Tasks; using Mapwright; class C { void M(StorageFileBase file) => file.FlushAll(); ValueTask N(StorageFileBase file) { file.FlushAll(); return default; } }");

    [Fact]
    public Task An_adapter_that_runs_on_the_caller_is_not_reported() => Diagnosis.Expect<BlockingCallAnalyzer>(
        """
        using System.Threading.Tasks;
        using Mapwright;
        [RunsInline] abstract class Inlined(StorageFileState state) : StorageFileBase(state)
        {
            async Task M(Inlined file, StorageFileBase other) { file.FlushAll(); other.{|MW0008:FlushAll()|}; await Task.Yield(); }
        }
        """);

    [Fact]
    public async Task The_types_of_an_inline_adapter_say_so_and_others_are_reported()
    {
        const string Adapter = """
            [SchedulerAdapter(Namespace = "NAME")ATTRIBUTE]
            public sealed partial class NAMEScheduler : IScheduler
            {
                public static NAMEScheduler Shared { get; } = new();
                public void Schedule(IWorkItem item) => item.Execute();
            }

            """;
        var marked = Marked.Parse(
            "using System.Threading.Tasks; using Mapwright;\n"
            + Adapter.Replace("NAME", "Near").Replace("ATTRIBUTE", ", RunsInline")
            + Adapter.Replace("NAME", "Far").Replace("ATTRIBUTE", "")
            + """
            class C
            {
                async Task M()
                {
                    using var near = Near.StorageFile.OpenRead("a");
                    using var far = Far.StorageFile.{|MW0008:OpenRead("a")|};
                    _ = near.GetMetadata();
                    _ = far.{|MW0008:GetMetadata()|};
                    await Task.Yield();
                }
            }
            """);
        var generated = Generated.By(Compile.WithCore(marked.Code));
        generated.Output.ShouldCompile();

        await Diagnosis.Expect(new BlockingCallAnalyzer(), generated.Output, [marked]);
    }

    [Fact]
    public Task A_users_own_twins_count() => Diagnosis.Expect<BlockingCallAnalyzer>(
        """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Mapwright;
        class Store
        {
            public void Save(ReadOnlySpan<byte> bytes) { }
            public void Save(string name) { }
            public virtual int Load(int id) => id;
            [AsyncTwinOf(nameof(Save), typeof(Store))] public Task SaveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => Task.CompletedTask;
            [AsyncTwinOf(nameof(Load), typeof(Store))] public Task<int> LoadAsync(int id) => Task.FromResult(id);
        }
        class Derived : Store
        {
            public override int Load(int id) => id + 1;
            async Task M(Store store, Derived derived)
            {
                store.{|MW0008:Save(new byte[1])|};
                store.Save("no twin");
                _ = derived.{|MW0008:Load(1)|};
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public Task Top_level_statements_are_asynchronous_when_they_await() => TopLevel(
        "using System.Threading.Tasks; await Task.Yield(); new C().{|MW0008:Go()|}; class C { public void Go() { } [Mapwright.AsyncTwinOf(\"Go\", typeof(C))] public Task GoAsync() => Task.CompletedTask; }");

    [Fact]
    public Task Top_level_statements_without_await_are_not() => TopLevel(
        "using System.Threading.Tasks; new C().Go(); class C { public void Go() { } [Mapwright.AsyncTwinOf(\"Go\", typeof(C))] public Task GoAsync() => Task.CompletedTask; }");

    [Fact]
    public async Task The_message_names_the_call_and_its_twin() => (await Diagnosis.Say<BlockingCallAnalyzer>(
        "using System.Threading.Tasks; using Mapwright;\nclass C\n{\n    async Task M(StorageFileBase file)\n    {\n        file.FlushAll();\n        await Task.Yield();\n    }\n}")).ShouldBe([
            "6 (4): 'file.FlushAll' blocks the thread that asynchronous code runs on until storage has answered, so nothing else runs there, and a small pool starves: await 'FlushAllAsync'",
        ]);

    private static Task TopLevel(string markup)
    {
        var marked = Marked.Parse(markup);
        var compilation = Compile.WithCore(marked.Code).WithOptions(new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        compilation.ShouldCompile();
        return Diagnosis.Expect(new BlockingCallAnalyzer(), compilation, [marked]);
    }

    private static Task InMethod(string body)
    {
        var marked = Marked.Parse(
            $$"""
            using System;
            using System.IO;
            using System.Threading.Tasks;
            using Mapwright;
            class C
            {
                async Task M(FileSystemBase files, StorageFileBase file, MutableMappedFileBase map, BlockDeviceBase device, byte[] buffer)
                {
                    {{body}}
                    await Task.Yield();
                }
            }
            """);
        var compilation = Compile.WithCore(marked.Code).WithOptions(Compile.Library.WithAllowUnsafe(true));
        compilation.ShouldCompile();
        return Diagnosis.Expect(new BlockingCallAnalyzer(), compilation, [marked]);
    }
}
