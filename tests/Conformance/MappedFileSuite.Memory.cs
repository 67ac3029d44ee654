using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>What is asked of the memory behind a mapping.</summary>
public sealed partial class MappedFileSuite
{
    [Theory, Everywhere]
    public async Task Advice_changes_no_result(Setup setup)
    {
        setup.SkipOnWindows("views take no advice but one");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(20_000);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content), new MapOptions { Offset = 3 });

        foreach (var advice in new[] { MapAdvice.Random, MapAdvice.Sequential, MapAdvice.WillNeed, MapAdvice.Normal })
        {
            await rig.Call(() => map.Advise(5, 10_000, advice), () => map.AdviseAsync(5, 10_000, advice));
        }

        rig.Refuses<ArgumentOutOfRangeException>(() => map.Advise(0, 1, (MapAdvice)99), () => map.AdviseAsync(0, 1, (MapAdvice)99)).ParamName.ShouldBe("advice");
        map.Slice(0, 19_997).ToArray().ShouldBe(content[3..]);
    }

    [Theory, Everywhere]
    public async Task What_was_prefetched_or_locked_is_resident(Setup setup)
    {
        setup.SkipOnWindows("residency is not told");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(50_000)));

        await rig.Call(() => map.Prefetch(1, 49_999), () => map.PrefetchAsync(1, 49_999));
        (await rig.Call(() => map.GetResidency(1, 40_000), () => map.GetResidencyAsync(1, 40_000))).IsComplete.ShouldBeTrue();
        await rig.Call(() => map.LockInMemory(1, 5000), () => map.LockInMemoryAsync(1, 5000));
        (await rig.Call(() => map.GetResidency(1, 5000), () => map.GetResidencyAsync(1, 5000))).IsComplete.ShouldBeTrue();
        await rig.Call(() => map.UnlockInMemory(0, 50_000), () => map.UnlockInMemoryAsync(0, 50_000));

        await rig.Fails<UnauthorizedAccessException>(() => map.Prefetch(0, 1, true), () => map.PrefetchAsync(0, 1, true));
        rig.Platform.Fail(nameof(StoragePlatform.GetResidency), StorageErrorCode.AccessDenied);
        (await rig.Call(() => map.GetResidency(0, 1), () => map.GetResidencyAsync(0, 1))).IsKnown.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task Locks_in_memory_do_not_add_up_and_pages_without_one_are_passed_over(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(50_000);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content), new MapOptions { Offset = 7 });

        await rig.Call(() => map.LockInMemory(1, 5000), () => map.LockInMemoryAsync(1, 5000));
        await rig.Call(() => map.LockInMemory(4000, 9000), () => map.LockInMemoryAsync(4000, 9000));
        await rig.Call(() => map.UnlockInMemory(0, 40_000), () => map.UnlockInMemoryAsync(0, 40_000));
        await rig.Call(() => map.UnlockInMemory(0, 40_000), () => map.UnlockInMemoryAsync(0, 40_000));

        map.ToArray().ShouldBe(content[7..]);
    }

    [Theory, Everywhere]
    public async Task Discarding_loses_nothing_of_the_file(Setup setup)
    {
        setup.SkipOnWindows("pages are not discarded");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(50_000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content));
        await using var copy = rig.FileSystem.OpenCopyOnWrite(map.Path);
        copy.Fill(0, 50_000, 7);
        map.Write(0, (byte)99);
        content[0] = 99;

        await rig.Call(() => map.Discard(0, 50_000), () => map.DiscardAsync(0, 50_000));
        await rig.Call(() => copy.Discard(0, 50_000), () => copy.DiscardAsync(0, 50_000));

        map.ToArray().ShouldBe(content);
        copy.ToArray(0, 8192).ShouldBe(content[..8192]);
        rig.Content(map.Path).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task Memory_that_is_not_inside_the_mapping_is_out_of_range(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(100)));

        foreach (var (offset, length) in new[] { (0, 101L), (100L, 1L), (99, 2), (long.MaxValue, 1), (1, long.MaxValue) })
        {
            await rig.Fails<ArgumentOutOfRangeException>(() => map.Advise(offset, length, MapAdvice.Random), () => map.AdviseAsync(offset, length, MapAdvice.Random));
            await rig.Fails<ArgumentOutOfRangeException>(() => map.Prefetch(offset, length), () => map.PrefetchAsync(offset, length));
            await rig.Fails<ArgumentOutOfRangeException>(() => map.LockInMemory(offset, length), () => map.LockInMemoryAsync(offset, length));
            await rig.Fails<ArgumentOutOfRangeException>(() => map.UnlockInMemory(offset, length), () => map.UnlockInMemoryAsync(offset, length));
            await rig.Fails<ArgumentOutOfRangeException>(() => map.Discard(offset, length), () => map.DiscardAsync(offset, length));
            await rig.Fails<ArgumentOutOfRangeException, MapResidency>(() => map.GetResidency(offset, length), () => map.GetResidencyAsync(offset, length));
        }

        rig.Refuses<ArgumentOutOfRangeException>(() => map.Advise(-1, 1, MapAdvice.Random), () => map.AdviseAsync(-1, 1, MapAdvice.Random));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.Prefetch(0, -1), () => map.PrefetchAsync(0, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.LockInMemory(-1, 1), () => map.LockInMemoryAsync(-1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.UnlockInMemory(-1, 1), () => map.UnlockInMemoryAsync(-1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.Discard(-1, 1), () => map.DiscardAsync(-1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.GetResidency(0, -1), () => map.GetResidencyAsync(0, -1));
        await rig.Call(() => map.Prefetch(100, 0), () => map.PrefetchAsync(100, 0));
        await rig.Call(() => map.Advise(100, 0, MapAdvice.Random), () => map.AdviseAsync(100, 0, MapAdvice.Random));
    }
}
