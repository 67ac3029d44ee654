using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Asynchronous members allocate nothing in steady state.</summary>
/// <remarks>
/// The allocations of the whole process are counted, because an operation crosses threads, so nothing else runs meanwhile.
/// What the runtime and the test runner allocate beside it can only add: the smallest of several rounds is the operations'
/// own. Less than a byte per operation then means none: the smallest object is 24 bytes, so one operation in
/// twenty-four would have to allocate to reach it, and ten thousand leave room for a few stray objects of others.
/// </remarks>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed partial class AllocationTests
{
    private const int Operations = 10_000;
    private const int Rounds = 5;

    [Theory, WhereSpeedCounts]
    public async Task A_read_of_cached_bytes_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(4096));
        var buffer = new byte[512];

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await file.ReadAtAsync(buffer, 1024);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task A_read_that_hops_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(4096));
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.NotSupported);
        var buffer = new byte[512];
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await file.ReadAtAsync(buffer, 1024);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task A_write_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(4096));
        var buffer = new byte[512];
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await file.WriteAtAsync(buffer, 1024);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public Task Batches_allocate_nothing(Setup setup) => BatchesAllocateNothing(setup, batch: 16);

    [Theory, WhereSpeedCounts]
    public Task Batches_that_no_ring_has_places_for_allocate_nothing(Setup setup) => BatchesAllocateNothing(setup, batch: 1000);

    [Theory, WhereSpeedCounts]
    public async Task A_flush_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await file.FlushDataAsync();
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task Operations_with_a_token_allocate_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        using var source = new CancellationTokenSource();

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await file.GetMetadataAsync(source.Token);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task Operations_side_by_side_allocate_nothing(Setup setup)
    {
        const int Lanes = 8;
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));
        var pending = new ValueTask[Lanes];

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / Lanes; i++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    pending[lane] = file.FlushDataAsync();
                }

                for (var lane = 0; lane < Lanes; lane++)
                {
                    await pending[lane];
                }
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    /// <remarks>All of it is in the buffer: what the disk costs is its group's, and not an append's.</remarks>
    [Theory, WhereSpeedCounts]
    public async Task An_append_to_a_journal_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = OpenRoomy(rig);
        var record = new byte[64];

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await journal.AppendAsync(record);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task A_commit_of_what_is_durable_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = OpenRoomy(rig);
        using var source = new CancellationTokenSource();
        var lsn = await journal.AppendAndCommitAsync(new byte[64]);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                await journal.CommitAsync(lsn, source.Token);
                await journal.CommitAsync();
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task A_commit_that_waits_for_its_flush_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = OpenRoomy(rig);
        using var source = new CancellationTokenSource();
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));
        var record = new byte[64];

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / 2; i++)
            {
                await journal.AppendAndCommitAsync(record);
                await journal.AppendAsync(record);
                await journal.CommitAsync(source.Token);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task Commits_side_by_side_allocate_nothing(Setup setup)
    {
        const int Lanes = 8;
        await using var rig = new Rig(setup);
        await using var journal = OpenRoomy(rig);
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));
        var record = new byte[64];
        var pending = new ValueTask<long>[Lanes];

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / Lanes; i++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    pending[lane] = journal.AppendAndCommitAsync(record);
                }

                for (var lane = 0; lane < Lanes; lane++)
                {
                    await pending[lane];
                }
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    private static async Task BatchesAllocateNothing(Setup setup, int batch)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(4096));
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.NotSupported);
        FileRead[] reads = [.. Enumerable.Range(0, batch).Select(i => new FileRead(new byte[16], i % 256 * 16))];
        FileWrite[] writes = [.. reads.Select(read => new FileWrite(read.Buffer, read.Offset))];
        var counts = new int[batch];
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / batch; i++)
            {
                await file.ReadManyAsync(reads, counts);
                await file.WriteManyAsync(writes);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    /// <summary>A journal whose buffer is never half full, and that does nothing when it is idle.</summary>
    private static JournalBase OpenRoomy(Rig rig) => rig.FileSystem.OpenJournal(
        rig.PathOf("journal"), new JournalOptions { BufferSize = 64 << 20, SegmentSize = 64 << 20, IdleMark = Timeout.InfiniteTimeSpan });

    /// <summary>The driver of the tests makes an object per request; that its adapter's hops do not is what counts.</summary>
    private static void PreferHops(Rig rig)
    {
        if (rig.Scheduler is Driver.DriverScheduler driver)
        {
            driver.Accepts = false;
        }
    }

    private static async Task<long> Measure(Func<Task> round)
    {
        // Fills the pools, and lets the compiler make the final code: until then it boxes state machines.
        await round();
        await round();
        var least = long.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await round();
            least = long.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    /// <summary>Where the adapter is made for programs, and the platform does not allocate itself.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class WhereSpeedCountsAttribute : AsyncEverywhereAttribute
    {
        private protected override bool Includes(Setup setup) =>
            base.Includes(setup) && !setup.Adapter.IsDriven && setup.Place.AllocatesNothing;
    }
}
