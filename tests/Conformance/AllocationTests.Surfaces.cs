using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Ranges and block devices.</summary>
public sealed partial class AllocationTests
{
    private const int Unit = 512;

    [Theory, WhereSpeedCounts]
    public async Task Taking_a_range_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = CreateRanged(rig, (Rounds + 2) * Operations);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations; i++)
            {
                _ = await file.AllocateAsync(1);
            }
        });

        bytes.ShouldBeLessThan(Operations);
        file.Remaining.ShouldBe(0);
    }

    [Theory, WhereSpeedCounts]
    public async Task A_range_that_is_written_read_and_flushed_allocates_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = CreateRanged(rig, units: 1);
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));
        rig.Platform.Skip(nameof(StoragePlatform.StartFlush));
        var range = file.Allocate(Unit);
        var buffer = new byte[Unit];
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / 4; i++)
            {
                var receipt = await file.WriteAsync(range, buffer);
                await file.ReadAsync(receipt, buffer);
                if (i % 2 == 0)
                {
                    await file.FlushAsync(receipt);
                }
                else
                {
                    await file.FlushAsync(await file.StartFlushAsync(receipt));
                }

                range = file.Rewrite(receipt);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task A_flush_of_many_ranges_allocates_nothing(Setup setup)
    {
        const int Batch = 16;
        await using var rig = new Rig(setup);
        await using var file = CreateRanged(rig, Batch);
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));
        rig.Platform.Skip(nameof(StoragePlatform.StartFlush));
        var ranges = Enumerable.Range(0, Batch).Select(_ => file.Allocate(Unit)).ToArray();
        var receipts = new WriteReceipt[Batch];
        var buffer = new byte[Unit];
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / Batch; i++)
            {
                for (var n = 0; n < Batch; n++)
                {
                    receipts[n] = await file.WriteAsync(ranges[n], buffer);
                }

                await file.FlushManyAsync(receipts);
                for (var n = 0; n < Batch; n++)
                {
                    ranges[n] = file.Rewrite(receipts[n]);
                }
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task Reads_of_ranges_and_blocks_that_hop_allocate_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = CreateRanged(rig, units: 1);
        await using var device = CreateDevice(rig);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.NotSupported);
        var buffer = new byte[Unit];
        var range = file.Allocate(Unit);
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / 2; i++)
            {
                await file.ReadAsync(range, buffer);
                await device.ReadAsync(buffer, Unit);
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    [Theory, WhereSpeedCounts]
    public async Task Blocks_that_are_written_read_trimmed_and_flushed_allocate_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = CreateDevice(rig);
        rig.Platform.Skip(nameof(StoragePlatform.FlushData));
        rig.Platform.Skip(nameof(StoragePlatform.Barrier));
        rig.Platform.Skip(nameof(StoragePlatform.WriteDurableAt));
        rig.Platform.Skip(nameof(StoragePlatform.PunchHole));
        var buffer = new byte[Unit];
        PreferHops(rig);

        var bytes = await Measure(async () =>
        {
            for (var i = 0; i < Operations / 4; i++)
            {
                await device.WriteAsync(buffer, 0, (DeviceWriteOptions)(i % 4));
                await device.ReadAsync(buffer, Unit);
                await device.TrimAsync(0, Unit);
                await device.FlushAsync();
            }
        });

        bytes.ShouldBeLessThan(Operations);
    }

    private static RangedFileBase CreateRanged(Rig rig, int units) =>
        rig.FileSystem.CreateRanged(rig.PathOf("ranged"), (long)units * Unit, new RangedFileOptions { Alignment = Unit });

    private static BlockDeviceBase CreateDevice(Rig rig) =>
        rig.FileSystem.CreateDevice(rig.PathOf("device"), blockCount: 4, new BlockDeviceOptions { BlockSize = Unit });
}
