using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Ranges that are given back and handed out again, allocation that is durable, and what is left to be done.</summary>
public sealed partial class RangedFileSuite
{
    private static readonly RangedFileOptions s_durable = new() { Alignment = 512, IsAllocationDurable = true };

    [Theory, Everywhere]
    public async Task A_range_that_is_given_back_is_handed_out_again_and_its_tokens_are_stale(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.CreateRanged(rig.PathOf("ranged"), 1024, s_durable);
        var range = await rig.Call(() => file.Allocate(512), () => file.AllocateAsync(512));
        var receipt = file.Write(await rig.Call(() => file.Allocate(512), () => file.AllocateAsync(512)), Rig.Bytes(512));
        file.TryAllocate(1, out _).ShouldBeFalse();

        await rig.Call(() => file.Release(range), () => file.ReleaseAsync(range));
        await rig.Call(() => file.Release(receipt), () => file.ReleaseAsync(receipt));

        file.Remaining.ShouldBe(1024);
        var again = await rig.Call(() => file.Allocate(1024), () => file.AllocateAsync(1024));
        again.Offset.ShouldBe(0);
        await IsMisuse(rig, () => file.Release(range), () => file.ReleaseAsync(range));
        await IsMisuse(rig, () => file.Release(receipt), () => file.ReleaseAsync(receipt));
        await IsMisuse(rig, () => _ = file.Write(range, new byte[512]), async () => _ = await file.WriteAsync(range, new byte[512]));
        _ = file.Write(again, Rig.Bytes(1024));
    }

    [Theory, Everywhere]
    public async Task A_range_that_does_not_fit_is_refused_in_both_forms(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.CreateRanged(rig.PathOf("ranged"), 1024, s_durable);

        var refused = await Should.ThrowAsync<StorageException>(async () => await rig.Call(() => file.Allocate(1025), () => file.AllocateAsync(1025)));

        refused.Code.ShouldBe(StorageErrorCode.SpaceExhausted);
        rig.Refuses<ArgumentOutOfRangeException>(() => _ = file.Allocate(0), () => file.AllocateAsync(0));
        file.Allocated.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_flush_is_started_and_finished(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var receipt = file.Write(file.Allocate(3), [1, 2, 3]);

        var pending = await rig.Call(() => file.StartFlush(receipt), () => file.StartFlushAsync(receipt));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
        file.GetGaps().Single().Kind.ShouldBe(RangeGapKind.NeverFlushed);
        await rig.Call(() => file.Flush(pending), () => file.FlushAsync(pending));
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        await IsMisuse(rig, () => file.Flush(pending), () => file.FlushAsync(pending));
        await IsMisuse(rig, () => _ = file.StartFlush(receipt), async () => _ = await file.StartFlushAsync(receipt));
    }

    [Theory, Everywhere]
    public async Task What_is_left_to_be_written_and_flushed_is_told(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        _ = file.Allocate(512);
        _ = file.Write(file.Allocate(512), new byte[512]);

        var gaps = await rig.Call(() => file.GetGaps(), () => file.GetGapsAsync());

        gaps.ShouldBe([new RangeGap(0, 512, RangeGapKind.NeverWritten), new RangeGap(512, 512, RangeGapKind.NeverFlushed)]);
    }

    [Theory, Everywhere]
    public async Task What_an_earlier_object_handed_out_is_claimed_or_given_back(Setup setup)
    {
        setup.SkipOnWine("a file that is open is not replaced");
        await using var rig = new Rig(setup);
        var path = rig.PathOf("ranged");
        await using (var before = rig.FileSystem.CreateRanged(path, 2048, s_durable))
        {
            before.Flush(before.Write(before.Allocate(512), Rig.Bytes(512)));
            _ = before.Allocate(1024);
        }

        await using var file = rig.FileSystem.OpenRanged(path, 0, s_durable);
        var receipt = file.Claim(0, 512);
        file.GetGaps().ShouldBe([new RangeGap(512, 1024, RangeGapKind.Unclaimed)]);

        (await rig.Call(() => file.ReleaseUnclaimed(), () => file.ReleaseUnclaimedAsync())).ShouldBe(1024);

        file.Remaining.ShouldBe(1536);
        var content = new byte[512];
        file.Read(receipt, content);
        content.ShouldBe(Rig.Bytes(512));
        Should.Throw<InvalidOperationException>(() => _ = file.Claim(512, 1));
    }

    private static async Task IsMisuse(Rig rig, Action blocking, Func<ValueTask> asynchronous) =>
        (await Should.ThrowAsync<StorageException>(async () => await rig.Call(blocking, asynchronous))).Code.ShouldBe(StorageErrorCode.TokenMisused);
}
