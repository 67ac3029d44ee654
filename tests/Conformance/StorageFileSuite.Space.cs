using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Holes, zeros, extents, and the cache.</summary>
public sealed partial class StorageFileSuite
{
    private const int Block = 4096;

    [Theory, Everywhere]
    public async Task A_hole_reads_as_zeros_occupies_nothing_and_leaves_the_length(Setup setup)
    {
        setup.SkipOnWine("there are no holes");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(16 * Block);
        await using var file = rig.OpenNew(content);
        file.FlushAll();
        var before = file.GetMetadata();

        await rig.Call(() => file.PunchHole(Block + 10, 8 * Block), () => file.PunchHoleAsync(Block + 10, 8 * Block));

        content.AsSpan(Block + 10, 8 * Block).Clear();
        rig.Content(file.Path).AsSpan().SequenceEqual(content).ShouldBeTrue();
        file.GetMetadata().AllocatedLength.ShouldBe(before.AllocatedLength - (7 * Block));
    }

    [Theory, Everywhere]
    public async Task A_hole_beyond_the_end_changes_nothing(Setup setup)
    {
        setup.SkipOnWine("there are no holes");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        await rig.Call(() => file.PunchHole(2, 1L << 40), () => file.PunchHoleAsync(2, 1L << 40));
        await rig.Call(() => file.PunchHole(1000, 10), () => file.PunchHoleAsync(1000, 10));

        rig.Content(file.Path).ShouldBe([1, 2, 0]);
    }

    [Theory, Everywhere]
    public async Task Where_there_are_no_holes_punching_one_is_not_supported(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.PunchHole), StorageErrorCode.NotSupported);

        await rig.Fails<NotSupportedException>(() => file.PunchHole(0, 3), () => file.PunchHoleAsync(0, 3));

        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task Zeros_replace_what_was_there_and_extend_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(3 * Block);
        await using var file = rig.OpenNew(content);

        await rig.Call(() => file.ZeroRange(100, Block), () => file.ZeroRangeAsync(100, Block));
        await rig.Call(() => file.ZeroRange((3 * Block) - 5, 15), () => file.ZeroRangeAsync((3 * Block) - 5, 15));

        content.AsSpan(100, Block).Clear();
        content.AsSpan((3 * Block) - 5).Clear();
        rig.Content(file.Path).ShouldBe([.. content, .. new byte[10]]);
    }

    [Theory, Everywhere]
    public async Task Where_the_file_system_makes_no_zeros_they_are_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(300_000);
        await using var file = rig.OpenNew(content);
        rig.Platform.Fail(nameof(StoragePlatform.ZeroRange), StorageErrorCode.NotSupported);

        await rig.Call(() => file.ZeroRange(7, 299_998), () => file.ZeroRangeAsync(7, 299_998));

        rig.Content(file.Path).ShouldBe([.. content[..7], .. new byte[299_998]]);
    }

    [Theory, Everywhere]
    public async Task Zeros_that_the_disk_has_no_room_for_are_an_error(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.ZeroRange), StorageErrorCode.NoSpace);

        var exception = await rig.Fails<StorageException>(() => file.ZeroRange(1, 10), () => file.ZeroRangeAsync(1, 10));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        file.Length.ShouldBe(3);
    }

    [Theory, Everywhere]
    public async Task Extents_are_where_the_data_is(Setup setup)
    {
        setup.SkipOnWine("there are no holes");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        file.SetLength(64 * Block);
        file.WriteAt(Rig.Bytes(Block), 8 * Block);
        file.WriteAt(Rig.Bytes(2 * Block), 40 * Block);

        var first = await rig.Call(() => file.NextExtent(0), () => file.NextExtentAsync(0));
        var inside = await rig.Call(() => file.NextExtent((40 * Block) + 9), () => file.NextExtentAsync((40 * Block) + 9));
        var none = await rig.Call(() => file.NextExtent(50 * Block), () => file.NextExtentAsync(50 * Block));

        first.ShouldBe(new FileExtent(8 * Block, Block));
        inside.ShouldBe(new FileExtent((40 * Block) + 9, (2 * Block) - 9));
        none.ShouldBeNull();
        (await rig.Call(() => file.NextExtent(100 * Block), () => file.NextExtentAsync(100 * Block))).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task Extents_are_enumerated_in_order(Setup setup)
    {
        setup.SkipOnWine("there are no holes");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        file.SetLength(64 * Block);
        FileExtent[] expected = [new(4 * Block, Block), new(16 * Block, 3 * Block), new(63 * Block, Block)];
        foreach (var extent in expected)
        {
            file.WriteAt(Rig.Bytes((int)extent.Length), extent.Offset);
        }

        var found = setup.Colour == Colour.Blocking ? [.. file.Extents()] : await file.ExtentsAsync().ToListAsync();

        found.ShouldBe(expected);
    }

    [Theory, Everywhere]
    public async Task Where_holes_are_unknown_everything_is_data(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.FindExtent), StorageErrorCode.NotSupported);

        (await rig.Call(() => file.NextExtent(1), () => file.NextExtentAsync(1))).ShouldBe(new FileExtent(1, 2));
        (await rig.Call(() => file.NextExtent(3), () => file.NextExtentAsync(3))).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task Allocating_never_makes_a_file_shorter_that_grew_meanwhile(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        await using var other = rig.FileSystem.OpenWrite(file.Path);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.Allocate));
        var allocating = rig.Start(() => file.Allocate(0, 100), () => file.AllocateAsync(0, 100));
        await gate.Entered();

        other.WriteAt([9], 500);
        gate.Open();
        await allocating;

        file.Length.ShouldBe(501);
        rig.Content(file.Path)[500].ShouldBe((byte)9);
    }

    [Theory, Everywhere]
    public async Task An_allocation_that_fails_halfway_gives_back_what_it_reserved(Setup setup)
    {
        setup.SkipOnWine("blocks cannot be reserved");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);
        var before = file.GetMetadata();
        rig.Platform.Fail(nameof(StoragePlatform.ExtendLength), StorageErrorCode.TooLarge);

        await rig.Fails<StorageException>(() => file.Allocate(0, 64 * Block, true), () => file.AllocateAsync(0, 64 * Block, true));

        file.GetMetadata().Length.ShouldBe(2);
        file.GetMetadata().AllocatedLength.ShouldBeLessThanOrEqualTo(before.AllocatedLength + Block);
    }

    [Theory, Everywhere]
    public async Task Advice_changes_no_result(Setup setup)
    {
        setup.SkipOnWindows("there is no advice");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10 * Block);
        await using var file = rig.OpenNew(content);
        file.FlushData();
        var buffer = new byte[10 * Block];

        foreach (var advice in Enum.GetValues<FileAdvice>())
        {
            await rig.Call(() => file.Advise(0, long.MaxValue, advice), () => file.AdviseAsync(0, long.MaxValue, advice));
            await rig.Call(() => file.Advise(5, 0, advice), () => file.AdviseAsync(5, 0, advice));
            file.ReadExactlyAt(buffer, 0);
            buffer.AsSpan().SequenceEqual(content).ShouldBeTrue();
        }
    }

    [Theory, Everywhere]
    public async Task A_dropped_cache_is_read_again_from_the_device(Setup setup)
    {
        setup.SkipOnWindows("there is no advice");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(4 * Block);
        await using var file = rig.OpenNew(content);
        file.FlushData();

        await rig.Call(() => file.DropCache(0, 4 * Block), () => file.DropCacheAsync(0, 4 * Block));

        var buffer = new byte[4 * Block];
        file.ReadExactlyAt(buffer, 0);
        buffer.AsSpan().SequenceEqual(content).ShouldBeTrue();
        rig.Platform.CallsOf(nameof(StoragePlatform.Advise)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task What_is_not_written_back_survives_dropping_the_cache(Setup setup)
    {
        setup.SkipOnWindows("there is no advice");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(Block));
        file.WriteAt([1, 2, 3], 0);

        await rig.Call(() => file.DropCache(0, long.MaxValue), () => file.DropCacheAsync(0, long.MaxValue));

        rig.Content(file.Path)[..3].ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task Identity_is_the_same_through_every_object(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        await using var same = rig.FileSystem.OpenRead(file.Path);
        await using var other = rig.OpenNew([1], "other");

        same.Identity.ShouldBe(file.Identity);
        other.Identity.ShouldNotBe(file.Identity);
        file.Identity.ShouldBe(file.GetMetadata().Identity);
    }
}
