using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Flushing, and what a failed flush does to the file.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task A_flush_is_one_flush_of_the_system(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);

        await rig.Call(() => file.FlushData(), () => file.FlushDataAsync());
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll)).ShouldBe(0);

        await rig.Call(() => file.FlushAll(), () => file.FlushAllAsync());
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task A_file_opened_for_reading_may_be_flushed(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenRead(rig.Put([1]));

        await rig.Call(() => file.FlushData(), () => file.FlushDataAsync());
        await rig.Call(() => file.FlushAll(), () => file.FlushAllAsync());

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task A_failed_flush_poisons_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        var error = rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError, times: 1);

        var exception = await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Operation.ShouldBe(nameof(file.FlushData));
        exception.SystemError.ShouldBe(error);
        file.IsPoisoned.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_failed_flush_is_never_tried_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushAll), StorageErrorCode.DeviceError, times: 1);
        var first = await rig.Fails<StorageException>(() => file.FlushAll(), () => file.FlushAllAsync());

        var second = await rig.Fails<StorageException>(() => file.FlushAll(), () => file.FlushAllAsync());
        var third = await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());

        second.Code.ShouldBe(StorageErrorCode.Poisoned);
        second.InnerException.ShouldBeSameAs(first);
        third.InnerException.ShouldBeSameAs(first);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll)).ShouldBe(1);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_poisoned_file_refuses_to_change_and_names_the_first_cause(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);
        var first = await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());
        var bytes = new byte[] { 9 };

        StorageException[] refused =
        [
            await rig.Fails<StorageException>(() => file.WriteAt(bytes, 0), () => file.WriteAtAsync(bytes, 0)),
            await rig.Fails<StorageException>(() => file.WriteDurableAt(bytes, 0), () => file.WriteDurableAtAsync(bytes, 0)),
            await rig.Fails<StorageException>(() => file.SetLength(1), () => file.SetLengthAsync(1)),
            await rig.Fails<StorageException>(() => file.Allocate(0, 10), () => file.AllocateAsync(0, 10)),
        ];

        refused.Select(exception => exception.Operation).ShouldBe(
            [nameof(file.WriteAt), nameof(file.WriteDurableAt), nameof(file.SetLength), nameof(file.Allocate)]);
        refused.ShouldAllBe(exception => exception.Code == StorageErrorCode.Poisoned && exception.Path == file.Path
            && exception.InnerException == first && exception.Message.Contains(first.Message));
        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task Poison_is_seen_by_every_object_of_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var before = rig.FileSystem.OpenWrite(file.Path);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);
        var first = await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());
        await using var after = rig.FileSystem.OpenWrite(file.Path);

        foreach (var other in new[] { before, after })
        {
            other.IsPoisoned.ShouldBeTrue();
            var refused = await rig.Fails<StorageException>(() => other.WriteAt([9], 0), () => other.WriteAtAsync(new byte[] { 9 }, 0));
            refused.Code.ShouldBe(StorageErrorCode.Poisoned);
            refused.InnerException.ShouldBeSameAs(first);
        }
    }

    [Theory, Everywhere]
    public async Task Poison_outlives_the_objects_of_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);
        var first = await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());
        await file.DisposeAsync();

        await using var again = rig.FileSystem.OpenWrite(file.Path);
        var refused = await rig.Fails<StorageException>(() => again.FlushAll(), () => again.FlushAllAsync());

        refused.InnerException.ShouldBeSameAs(first);
    }

    [Theory, Everywhere]
    public async Task Poison_stays_with_its_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        await using var other = rig.OpenNew([2], "other");
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError, times: 1);
        await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());

        await rig.Call(() => other.WriteAt([3], 0), () => other.WriteAtAsync(new byte[] { 3 }, 0));
        await rig.Call(() => other.FlushData(), () => other.FlushDataAsync());

        other.IsPoisoned.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_poisoned_file_can_be_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);
        await rig.Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());
        var buffer = new byte[3];

        (await rig.Call(() => file.ReadAt(buffer, 0), () => file.ReadAtAsync(buffer, 0))).ShouldBe(3);

        buffer.ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_durable_write_that_fails_poisons_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.WriteDurableAt), StorageErrorCode.DeviceError, times: 1);

        var exception = await rig.Fails<StorageException>(
            () => file.WriteDurableAt([9], 1), () => file.WriteDurableAtAsync(new byte[] { 9 }, 1));

        exception.Operation.ShouldBe(nameof(file.WriteDurableAt));
        exception.Offset.ShouldBe(1);
        file.IsPoisoned.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_flush_that_the_place_cannot_do_poisons_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.NotSupported, times: 1);

        await rig.Fails<NotSupportedException>(() => file.FlushData(), () => file.FlushDataAsync());

        file.IsPoisoned.ShouldBeFalse();
        await rig.Call(() => file.FlushData(), () => file.FlushDataAsync());
    }

    [Theory, Everywhere]
    public async Task A_flush_of_an_interval_flushes_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(100_000));

        await rig.Call(() => file.FlushRange(5000, 10_000), () => file.FlushRangeAsync(5000, 10_000));
        await rig.Call(() => file.FlushRange(99_000, long.MaxValue - 99_000), () => file.FlushRangeAsync(99_000, long.MaxValue - 99_000));
        await rig.Call(() => file.FlushRange(7, 0), () => file.FlushRangeAsync(7, 0));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushRange)).ShouldBe(3);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_failed_flush_of_an_interval_poisons_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushRange), StorageErrorCode.DeviceError, times: 1);

        var exception = await rig.Fails<StorageException>(() => file.FlushRange(0, 1), () => file.FlushRangeAsync(0, 1));
        var later = await rig.Fails<StorageException>(() => file.FlushRange(0, 1), () => file.FlushRangeAsync(0, 1));

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Offset.ShouldBe(0);
        later.Code.ShouldBe(StorageErrorCode.Poisoned);
        later.InnerException.ShouldBe(exception);
    }

    [Theory, Everywhere]
    public async Task Starting_a_write_back_waits_for_nothing_and_promises_nothing(Setup setup)
    {
        setup.SkipOnWindows("write-back cannot be started");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(100_000));

        await rig.Call(() => file.StartFlush(0, 100_000), () => file.StartFlushAsync(0, 100_000));
        await rig.Call(() => file.StartFlush(0, 0), () => file.StartFlushAsync(0, 0));

        rig.Platform.CallsOf(nameof(StoragePlatform.StartFlush)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task A_write_back_that_cannot_be_started_is_an_error_and_no_poison(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.StartFlush), StorageErrorCode.DeviceError);

        await rig.Fails<StorageException>(() => file.StartFlush(0, 1), () => file.StartFlushAsync(0, 1));

        file.IsPoisoned.ShouldBeFalse();
    }
}
