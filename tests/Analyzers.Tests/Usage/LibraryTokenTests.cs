using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

/// <summary>The tokens of the library itself, on the types that an adapter emits: the contracts are carried onto these.</summary>
public sealed class LibraryTokenTests
{
    [Fact]
    public async Task A_dropped_token_is_seen_on_an_adapters_own_types_in_both_colours()
    {
        var marked = Marked.Parse(
            """
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
                public static async Task RunAsync(RangedFile file, MutableMappedFile map, AllocatedRange range, byte[] data)
                {
                    {|MW0004:file.Allocate(8)|};
                    {|MW0004:file.Write(range, data)|};
                    {|MW0004:await file.WriteAsync(range, data)|};
                    {|MW0004:file.TryLock(LockMode.Exclusive)|};
                    {|MW0004:await file.LockExclusiveAsync().ConfigureAwait(false)|};
                    {|MW0004:map.Lease()|};

                    using var guard = await file.LockExclusiveAsync();
                    var receipt = await file.WriteAsync(file.Allocate(data.Length), data);
                    await file.FlushAsync(receipt);
                    _ = file.Allocate(8);
                }
            }
            """);
        var generated = Generated.By(Compile.WithCore(marked.Code));
        generated.Output.ShouldCompile();

        await Diagnosis.Expect(new DroppedTokenAnalyzer(), generated.Output, [marked]);
    }
}
