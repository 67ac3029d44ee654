using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>What the kernel completes allocates nothing in steady state.</summary>
/// <remarks>
/// The allocations of the whole process are counted, and nothing else runs meanwhile. Others can only add, so the smallest of several rounds counts; less than a
/// byte per transfer then means none.
/// </remarks>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Transfers = 1000;
    private const int Rounds = 5;

    [Theory, InlineData(ContinuationPolicy.Inline), InlineData(ContinuationPolicy.Pool)]
    public async Task Transfers_past_the_cache(ContinuationPolicy continuations)
    {
        await using var scheduler = Rings.Require(new() { Continuations = continuations });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 4);
        var memory = AlignedMemory.Allocate(DirectFile.Block);
        using var source = new CancellationTokenSource();

        var least = long.MaxValue;
        for (var round = 0; round < Rounds + 2; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Transfers / 3; i++)
            {
                await direct.File.ReadAtAsync(memory, DirectFile.Block, source.Token);
                await direct.File.WriteAtAsync(memory, DirectFile.Block, source.Token);
                await direct.File.WriteDurableAtAsync(memory, DirectFile.Block, source.Token);
            }

            // The first rounds fill the pools.
            least = round < 2 ? least : long.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        least.ShouldBeLessThan(Transfers);
    }
}
