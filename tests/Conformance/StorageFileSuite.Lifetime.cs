using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Disposing, with and without operations that run.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task Disposing_closes_at_once_when_nothing_runs(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);

        await rig.Call(file.Dispose, file.DisposeAsync);

        rig.Platform.OpenFiles.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Disposing_again_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);

        await rig.Call(file.Dispose, file.DisposeAsync);
        await rig.Call(file.Dispose, file.DisposeAsync);
        file.Dispose();
        await file.DisposeAsync();

        rig.Platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Disposing_lets_an_operation_that_runs_finish(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var running = rig.Start(() => file.FlushData(), () => file.FlushDataAsync());
        await gate.Entered();

        file.Dispose();

        file.IsClosed.ShouldBeTrue();
        rig.Platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(0);
        gate.Open();
        await running;
        await file.DisposeAsync();
        rig.Platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Disposing_lets_a_transfer_that_runs_keep_its_buffer_and_its_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.ReadAt));
        var buffer = new byte[3];
        var running = rig.Start(() => file.ReadAt(buffer, 0), () => file.ReadAtAsync(buffer, 0));
        await gate.Entered();

        file.Dispose();
        gate.Open();

        (await running).ShouldBe(3);
        buffer.ShouldBe([1, 2, 3]);
        await file.DisposeAsync();
    }

    [Theory, Everywhere]
    public async Task Use_after_disposing_is_refused_while_an_operation_runs(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var running = rig.Start(() => file.FlushData(), () => file.FlushDataAsync());
        await gate.Entered();

        file.Dispose();

        rig.Refuses<ObjectDisposedException>(() => file.FlushAll(), () => file.FlushAllAsync());
        gate.Open();
        await running;
        await file.DisposeAsync();
    }

    [Theory, AsyncEverywhere]
    public async Task Disposing_asynchronously_waits_for_what_runs(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var running = rig.Start(() => file.FlushData(), () => file.FlushDataAsync());
        await gate.Entered();

        var closing = file.DisposeAsync();

        closing.IsCompleted.ShouldBeFalse();
        gate.Open();
        await Rig.Within(closing);
        rig.Platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(1);
        await running;
    }

    [Theory, WhereBodiesHop]
    public async Task An_operation_that_was_queued_when_the_file_was_disposed_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        await using var saturation = await Saturation.Of(rig);
        var queued = file.SetLengthAsync(100);

        file.Dispose();
        await saturation.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => Rig.Within(queued).AsTask());
        rig.Content(file.Path).ShouldBe([1]);
    }

    [Theory, Everywhere]
    public async Task A_close_that_fails_is_reported(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.Close), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException>(file.Dispose, file.DisposeAsync);

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Path.ShouldBe(file.Path);
        file.IsClosed.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_close_that_fails_after_the_last_operation_is_reported_to_who_asks(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.Close), StorageErrorCode.DeviceError);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var running = rig.Start(() => file.FlushData(), () => file.FlushDataAsync());
        await gate.Entered();
        file.Dispose();

        gate.Open();
        await running;

        await Should.ThrowAsync<StorageException>(() => Rig.Within(file.DisposeAsync()).AsTask());
    }

    [Theory, WhereBodiesHop]
    public async Task After_the_scheduler_was_shut_down_files_still_close(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        await rig.ShutDown();

        await Should.ThrowAsync<ObjectDisposedException>(() => Rig.Within(file.FlushDataAsync()).AsTask());
        await Rig.Within(file.DisposeAsync());

        rig.Platform.OpenFiles.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Disposing_while_many_operations_start_neither_loses_one_nor_closes_under_one(Setup setup)
    {
        await using var rig = new Rig(setup);
        for (var round = 0; round < 20; round++)
        {
            var file = rig.OpenNew(Rig.Bytes(64));
            var together = new Barrier(3);
            var users = Enumerable.Range(0, 2).Select(user => Rig.OnThread(async () =>
            {
                var buffer = new byte[64];
                together.SignalAndWait();
                try
                {
                    while (true)
                    {
                        (await rig.Call(() => file.ReadAt(buffer, 0), () => file.ReadAtAsync(buffer, 0))).ShouldBe(64);
                        await rig.Call(() => file.SetLength(64), () => file.SetLengthAsync(64));
                    }
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            })).ToArray();

            together.SignalAndWait();
            await rig.Call(file.Dispose, file.DisposeAsync);

            await Task.WhenAll(users).WaitAsync(Rig.Deadline);
            await file.DisposeAsync();
        }
    }
}
