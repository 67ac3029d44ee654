using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Making ranges durable, and the end of the file object.</summary>
public sealed partial class RangedFileSuite
{
    [Theory, Everywhere]
    public async Task Many_receipts_are_flushed_by_one_flush(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 100_000);
        var receipts = Enumerable.Range(0, 20).Select(_ => file.Write(file.Allocate(3), [1, 2, 3])).ToArray();

        await rig.Call(() => file.FlushMany(receipts), () => file.FlushManyAsync(receipts));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        rig.Platform.CallsOf(nameof(StoragePlatform.StartFlush)).ShouldBeGreaterThan(0);
        foreach (var receipt in receipts)
        {
            await rig.Fails<StorageException>(() => file.Flush(receipt), () => file.FlushAsync(receipt));
        }
    }

    [Theory, Everywhere]
    public async Task Flushing_no_receipts_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);

        await rig.Call(() => file.FlushMany([]), () => file.FlushManyAsync(ReadOnlyMemory<WriteReceipt>.Empty));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task One_misused_receipt_flushes_none(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var good = file.Write(file.Allocate(3), [1, 2, 3]);
        var spent = file.Write(file.Allocate(3), [1, 2, 3]);
        file.Flush(spent);
        WriteReceipt[] receipts = [good, spent];
        WriteReceipt[] twice = [good, good];

        var exception = await rig.Fails<StorageException>(() => file.FlushMany(receipts), () => file.FlushManyAsync(receipts));
        await rig.Fails<StorageException>(() => file.FlushMany(twice), () => file.FlushManyAsync(twice));

        exception.Code.ShouldBe(StorageErrorCode.TokenMisused);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        await rig.Call(() => file.Flush(good), () => file.FlushAsync(good));
    }

    [Theory, Everywhere]
    public async Task Flushing_the_whole_file_leaves_receipts_as_they_are(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var receipt = file.Write(file.Allocate(3), [1, 2, 3]);

        await rig.Call(() => file.Flush(), () => file.FlushAsync());
        await rig.Call(() => file.Flush(receipt), () => file.FlushAsync(receipt));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task A_failed_flush_poisons_the_file_and_spends_no_receipt(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var receipt = file.Write(file.Allocate(3), [1, 2, 3]);
        var range = file.Allocate(3);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError, times: 1);

        var first = await rig.Fails<StorageException>(() => file.Flush(receipt), () => file.FlushAsync(receipt));
        StorageException[] later =
        [
            await rig.Fails<StorageException>(() => file.Flush(receipt), () => file.FlushAsync(receipt)),
            await rig.Fails<StorageException>(() => file.FlushMany([receipt]), () => file.FlushManyAsync(new[] { receipt })),
            await rig.Fails<StorageException>(() => file.Flush(), () => file.FlushAsync()),
            await rig.Fails<StorageException, WriteReceipt>(() => file.Write(range, new byte[3]), () => file.WriteAsync(range, new byte[3])),
        ];

        first.Code.ShouldBe(StorageErrorCode.DeviceError);
        file.IsPoisoned.ShouldBeTrue();
        later.ShouldAllBe(exception => exception.Code == StorageErrorCode.Poisoned && exception.InnerException == first);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Write_back_that_cannot_be_started_ahead_is_done_by_the_flush(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        WriteReceipt[] receipts = [file.Write(file.Allocate(3), [1, 2, 3]), file.Write(file.Allocate(3), [1, 2, 3])];
        rig.Platform.Fail(nameof(StoragePlatform.StartFlush), StorageErrorCode.NotSupported);

        await rig.Call(() => file.FlushMany(receipts), () => file.FlushManyAsync(receipts));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        file.IsPoisoned.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_closed_file_refuses_its_tokens(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        var receipt = file.Write(file.Allocate(3), [1, 2, 3]);
        var data = new byte[3];

        await rig.Call(file.Dispose, file.DisposeAsync);

        rig.Refuses<ObjectDisposedException>(() => _ = file.Write(range, data), () => file.WriteAsync(range, data));
        rig.Refuses<ObjectDisposedException>(() => file.Read(range, data), () => file.ReadAsync(range, data));
        rig.Refuses<ObjectDisposedException>(() => file.Read(receipt, data), () => file.ReadAsync(receipt, data));
        rig.Refuses<ObjectDisposedException>(() => file.Flush(receipt), () => file.FlushAsync(receipt));
        rig.Refuses<ObjectDisposedException>(() => file.FlushMany([receipt]), () => file.FlushManyAsync(new[] { receipt }));
        rig.Refuses<ObjectDisposedException>(() => file.Flush(), () => file.FlushAsync());
        Should.Throw<ObjectDisposedException>(() => _ = file.Allocate(1));
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_spends_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        var receipt = file.Write(file.Allocate(3), [1, 2, 3]);
        var data = new byte[3];
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(file.WriteAsync(range, data, token), token);
        await Rig.IsCancelled(file.ReadAsync(range, data, cancellationToken: token), token);
        await Rig.IsCancelled(file.ReadAsync(receipt, data, cancellationToken: token), token);
        await Rig.IsCancelled(file.FlushAsync(receipt, token), token);
        await Rig.IsCancelled(file.FlushManyAsync(new[] { receipt }, token), token);
        await Rig.IsCancelled(file.FlushAsync(token), token);

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
        _ = await file.WriteAsync(range, data);
        await file.FlushAsync(receipt);
    }

    [Theory, Everywhere]
    public async Task Disposing_lets_a_write_that_runs_finish(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = Create(rig, 10_000);
        var range = file.Allocate(3);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.WriteAt));
        var writing = rig.Start(() => file.Write(range, [1, 2, 3]), () => file.WriteAsync(range, new byte[] { 1, 2, 3 }));
        await gate.Entered();

        file.Dispose();
        gate.Open();

        (await writing).Length.ShouldBe(3);
        await file.DisposeAsync();
        rig.Content(file.Path)[..3].ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task What_is_being_flushed_is_told_and_not_exchanged(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var receipt = file.Write(file.Allocate(512), new byte[512]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var flushing = rig.Start(() => file.Flush(receipt), () => file.FlushAsync(receipt));
        await gate.Entered();

        file.GetGaps().ShouldBe([new RangeGap(0, 512, RangeGapKind.NeverFlushed)]);
        Should.Throw<StorageException>(() => _ = file.Rewrite(receipt)).Code.ShouldBe(StorageErrorCode.TokenMisused);

        gate.Open();
        await flushing;
        file.GetGaps().ShouldBeEmpty();
    }
}
