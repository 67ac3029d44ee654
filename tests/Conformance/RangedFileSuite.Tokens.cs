using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Ranges and receipts are tokens of one file and of one use.</summary>
public sealed partial class RangedFileSuite
{
    [Theory, Everywhere]
    public async Task A_range_is_written_once(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        await rig.Call(() => file.Write(range, [1, 2, 3]), () => file.WriteAsync(range, new byte[] { 1, 2, 3 }));

        var exception = await rig.Fails<StorageException, WriteReceipt>(
            () => file.Write(range, [4, 5, 6]), () => file.WriteAsync(range, new byte[] { 4, 5, 6 }));

        exception.Code.ShouldBe(StorageErrorCode.TokenMisused);
        exception.Operation.ShouldBe(nameof(file.Write));
        rig.Content(file.Path)[..3].ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_range_that_is_being_written_is_neither_written_nor_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.WriteAt));
        var writing = Rig.OnThread(() => Task.FromResult(file.Write(range, [1, 2, 3])));
        await gate.Entered();

        var written = await rig.Fails<StorageException, WriteReceipt>(
            () => file.Write(range, [4, 5, 6]), () => file.WriteAsync(range, new byte[] { 4, 5, 6 }));
        var read = await rig.Fails<StorageException, int>(() => file.Read(range, new byte[3]), () => file.ReadAsync(range, new byte[3]));

        written.Code.ShouldBe(StorageErrorCode.TokenMisused);
        read.Code.ShouldBe(StorageErrorCode.TokenMisused);
        gate.Open();
        await writing;
        rig.Content(file.Path)[..3].ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_range_is_read_and_flushed_while_its_neighbour_is_being_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var receipt = file.Write(file.Allocate(512), Rig.Bytes(512));
        var range = file.Allocate(512);
        var buffer = new byte[512];
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.WriteAt));
        var writing = Rig.OnThread(() => Task.FromResult(file.Write(range, new byte[512])));
        await gate.Entered();

        (await rig.Call(() => file.Read(receipt, buffer), () => file.ReadAsync(receipt, buffer))).ShouldBe(512);
        await rig.Call(() => file.Flush(receipt), () => file.FlushAsync(receipt));

        buffer.ShouldBe(Rig.Bytes(512));
        writing.IsCompleted.ShouldBeFalse();
        gate.Open();
        (await writing).Offset.ShouldBe(512);
    }

    [Theory, Everywhere]
    public async Task Data_of_another_length_is_refused_on_the_caller_and_spends_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(3);

        rig.Refuses<ArgumentException>(() => _ = file.Write(range, [1, 2]), () => file.WriteAsync(range, new byte[2]));
        rig.Refuses<ArgumentException>(() => _ = file.Write(range, [1, 2, 3, 4]), () => file.WriteAsync(range, new byte[4]));

        await rig.Call(() => file.Write(range, [1, 2, 3]), () => file.WriteAsync(range, new byte[] { 1, 2, 3 }));
    }

    [Theory, Everywhere]
    public async Task A_token_of_another_file_is_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        await using var other = Create(rig, 10_000, "other");
        await using var same = rig.FileSystem.OpenRanged(file.Path, 0);
        var receipt = other.Write(other.Allocate(3), [1, 2, 3]);

        foreach (var range in new[] { other.Allocate(3), same.Allocate(3), default })
        {
            rig.Refuses<StorageException>(() => _ = file.Write(range, new byte[range.Length]), () => file.WriteAsync(range, new byte[range.Length]))
                .Code.ShouldBe(StorageErrorCode.TokenMisused);
            rig.Refuses<StorageException>(() => file.Read(range, new byte[3]), () => file.ReadAsync(range, new byte[3]))
                .Code.ShouldBe(StorageErrorCode.TokenMisused);
        }

        rig.Refuses<StorageException>(() => file.Read(receipt, new byte[3]), () => file.ReadAsync(receipt, new byte[3]))
            .Code.ShouldBe(StorageErrorCode.TokenMisused);
        rig.Refuses<StorageException>(() => file.Flush(receipt), () => file.FlushAsync(receipt)).Code.ShouldBe(StorageErrorCode.TokenMisused);
        rig.Refuses<StorageException>(() => file.FlushMany([receipt]), () => file.FlushManyAsync(new[] { receipt }))
            .Code.ShouldBe(StorageErrorCode.TokenMisused);
        rig.Content(file.Path).ShouldBe(new byte[10_000]);
    }

    [Theory, Everywhere]
    public async Task A_range_whose_write_failed_may_be_written_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace, transferred: 1, times: 1);

        var exception = await rig.Fails<StorageException, WriteReceipt>(
            () => file.Write(range, [1, 2, 3]), () => file.WriteAsync(range, new byte[] { 1, 2, 3 }));
        await rig.Call(() => file.Write(range, [4, 5, 6]), () => file.WriteAsync(range, new byte[] { 4, 5, 6 }));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        exception.BytesWritten.ShouldBe(1);
        rig.Content(file.Path)[..3].ShouldBe([4, 5, 6]);
    }

    [Theory, WhereBodiesHop]
    public async Task A_write_that_is_cancelled_in_the_queue_spends_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        await using var saturation = await Saturation.Of(rig);
        using var source = new CancellationTokenSource();
        var pending = file.WriteAsync(range, new byte[] { 1, 2, 3 }, source.Token);

        await source.CancelAsync();

        await Rig.IsCancelled(pending, source.Token);
        await saturation.DisposeAsync();
        rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt)).ShouldBe(0);
        await Rig.Within(file.WriteAsync(range, new byte[] { 4, 5, 6 }));
    }

    [Theory, Everywhere]
    public async Task A_receipt_is_flushed_once(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var receipt = file.Write(file.Allocate(3), [1, 2, 3]);

        await rig.Call(() => file.Flush(receipt), () => file.FlushAsync(receipt));
        var again = await rig.Fails<StorageException>(() => file.Flush(receipt), () => file.FlushAsync(receipt));
        var many = await rig.Fails<StorageException>(() => file.FlushMany([receipt]), () => file.FlushManyAsync(new[] { receipt }));

        again.Code.ShouldBe(StorageErrorCode.TokenMisused);
        many.Code.ShouldBe(StorageErrorCode.TokenMisused);
        many.Operation.ShouldBe(nameof(file.FlushMany));
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task The_bytes_of_a_dropped_receipt_are_in_the_gaps(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 1024);
        var kept = file.Write(file.Allocate(512), new byte[512]);
        await rig.Call(() => file.Write(file.Allocate(512), new byte[512]), () => file.WriteAsync(file.Allocate(512), new byte[512]));

        await rig.Call(() => file.Flush(kept), () => file.FlushAsync(kept));

        (await rig.Call(() => file.GetGaps(), () => file.GetGapsAsync())).ShouldBe([new RangeGap(512, 512, RangeGapKind.NeverFlushed)]);
    }

    [Theory, Everywhere]
    public async Task The_whole_of_a_split_range_is_not_read_while_a_part_is_being_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var whole = file.Allocate(1024);
        whole.TrySplitUp(512, out _, out var high).ShouldBeTrue();
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.WriteAt));
        var writing = Rig.OnThread(() => Task.FromResult(file.Write(high, new byte[512])));
        await gate.Entered();

        var read = await rig.Fails<StorageException, int>(
            () => file.Read(whole, new byte[1024]), () => file.ReadAsync(whole, new byte[1024]));

        read.Code.ShouldBe(StorageErrorCode.TokenMisused);
        (await rig.Call(() => file.Read(whole, new byte[512]), () => file.ReadAsync(whole, new byte[512]))).ShouldBe(512);
        gate.Open();
        await writing;
    }
}
