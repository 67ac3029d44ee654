using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Tests.Usage;

/// <summary>The rules that follow values, on the types that an adapter emits: the contracts are carried onto these.</summary>
public sealed class LibraryFlowTests
{
    [Fact]
    public Task MW0001() => InJob(new SpentTokenAnalyzer(), "await ranges.WriteAsync(range, data); ranges.Write({|MW0001:range|}, data);");

    [Fact]
    public Task MW0003() => InJob(
        new UnflushedWriteAnalyzer(),
        """
        using var map = MutableMappedFile.Open("a");
        {|MW0003:map.WriteLittleEndian(0, 1)|};
        await using var file = await StorageFile.OpenWriteAsync("b");
        await {|MW0003:file.WriteAtAsync(data, 0)|};
        using var durable = StorageFile.Open("c", new StorageFileOptions { Durability = Durability.Data });
        durable.WriteAt(data, 0);
        """);

    [Fact]
    public Task MW0005() => InJob(new EndedViewAnalyzer(), "var map = MappedFile.Open(\"a\"); var span = map.Slice(0, 4); map.Dispose(); span = {|MW0005:span|}[1..];");

    [Fact]
    public Task MW0006() => InJob(new LeavingViewAnalyzer(), "using var map = MappedFile.Open(\"a\"); {|MW0006:s_kept = map.Memory|};");

    [Fact]
    public Task MW0007() => InJob(new HeldGuardAnalyzer(), "var guard = await {|MW0007:ranges.LockExclusiveAsync()|}; System.Console.WriteLine(guard.Mode);");

    [Fact]
    public Task MW0009() => InJob(new ValueTaskAnalyzer(), "var flush = ranges.FlushAsync(); await flush; {|MW0009:await flush|};");

    [Fact]
    public Task MW0011() => InJob(
        new UnflushedRenameAnalyzer(),
        "using (var file = StorageFile.OpenWrite(path)) { file.WriteAt(data, 0); } await {|MW0011:FileSystem.Default.RenameAsync(path, \"b\")|};");

    [Fact]
    public Task MW0012() => InJob(new ForeignTokenAnalyzer(), "using var one = RangedFile.Create(\"a\", 100); using var other = RangedFile.Create(\"b\", 100); var mine = await other.AllocateAsync(8); one.Write({|MW0012:mine|}, data);");

    private static async Task InJob(DiagnosticAnalyzer analyzer, string body)
    {
        var marked = Marked.Parse(
            $$"""
            using System;
            using System.Threading.Tasks;
            using Mapwright;
            namespace Acme;

            [SchedulerAdapter]
            public sealed partial class ActorScheduler : IScheduler
            {
                public static ActorScheduler Shared { get; } = new();
                public void Schedule(IWorkItem item) => item.Execute();
            }

            public static class Job
            {
                private static ReadOnlyMemory<byte> s_kept;

                public static async Task RunAsync(RangedFile ranges, AllocatedRange range, byte[] data, string path)
                {
                    await Task.Yield();
                    {{body}}
                }
            }
            """);
        var generated = Generated.By(Compile.WithCore(marked.Code));
        generated.Output.ShouldCompile();

        await Diagnosis.Expect(analyzer, generated.Output, [marked]);
    }
}
