using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Writing at offsets.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task A_write_changes_its_interval_alone(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3, 4, 5]);

        await rig.Call(() => file.WriteAt([7, 8], 2), () => file.WriteAtAsync(new byte[] { 7, 8 }, 2));

        rig.Content(file.Path).ShouldBe([1, 2, 7, 8, 5]);
    }

    [Theory, Everywhere]
    public async Task A_write_extends_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);

        await rig.Call(() => file.WriteAt([3, 4], 1), () => file.WriteAtAsync(new byte[] { 3, 4 }, 1));

        file.Length.ShouldBe(3);
        rig.Content(file.Path).ShouldBe([1, 3, 4]);
    }

    [Theory, Everywhere]
    public async Task A_write_beyond_the_end_leaves_zeros_between(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);

        await rig.Call(() => file.WriteAt([2], 4), () => file.WriteAtAsync(new byte[] { 2 }, 4));

        rig.Content(file.Path).ShouldBe([1, 0, 0, 0, 2]);
    }

    [Theory, Everywhere]
    public async Task A_large_write_is_written_whole(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        var content = Rig.Bytes(Large);

        await rig.Call(() => file.WriteAt(content, 3), () => file.WriteAtAsync(content, 3));

        rig.Content(file.Path).AsSpan(3).SequenceEqual(content).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_write_of_nothing_changes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);

        await rig.Call(() => file.WriteAt([], 1), () => file.WriteAtAsync(ReadOnlyMemory<byte>.Empty, 1));
        await rig.Call(() => file.WriteAt([], 1000), () => file.WriteAtAsync(ReadOnlyMemory<byte>.Empty, 1000));
        await rig.Call(() => file.WriteDurableAt([], 1000), () => file.WriteDurableAtAsync(ReadOnlyMemory<byte>.Empty, 1000));

        rig.Content(file.Path).ShouldBe([1, 2]);
    }

    [Theory, Everywhere]
    public async Task A_durable_write_is_one_step_of_its_own(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Watch(nameof(StoragePlatform.WriteDurableAt));

        await rig.Call(() => file.WriteDurableAt([8, 9], 2), () => file.WriteDurableAtAsync(new byte[] { 8, 9 }, 2));

        rig.Content(file.Path).ShouldBe([1, 2, 8, 9]);
        rig.Platform.CallsOf(nameof(StoragePlatform.WriteDurableAt)).ShouldBe(1);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_file_opened_for_reading_refuses_to_change(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenRead(rig.Put([1, 2, 3]));
        var bytes = new byte[] { 9 };

        var exception = await rig.Fails<UnauthorizedAccessException>(() => file.WriteAt(bytes, 0), () => file.WriteAtAsync(bytes, 0));
        await rig.Fails<UnauthorizedAccessException>(() => file.WriteDurableAt(bytes, 0), () => file.WriteDurableAtAsync(bytes, 0));
        await rig.Fails<UnauthorizedAccessException>(() => file.SetLength(1), () => file.SetLengthAsync(1));
        await rig.Fails<UnauthorizedAccessException>(() => file.Allocate(0, 100), () => file.AllocateAsync(0, 100));

        exception.Message.ShouldContain(nameof(file.WriteAt));
        exception.Message.ShouldContain(file.Path);
        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_write_that_fails_says_what_where_and_how_much(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(new byte[10]);
        var error = rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace, transferred: 3);

        var exception = await rig.Fails<StorageException>(
            () => file.WriteAt(new byte[5], 7), () => file.WriteAtAsync(new byte[5], 7));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        exception.Operation.ShouldBe(nameof(file.WriteAt));
        exception.Path.ShouldBe(file.Path);
        exception.Offset.ShouldBe(7);
        exception.SystemError.ShouldBe(error);
        exception.BytesWritten.ShouldBe(3);
        file.IsPoisoned.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task After_a_full_disk_writing_goes_on(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);
        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace, times: 1);
        await rig.Fails<StorageException>(() => file.WriteAt([5], 0), () => file.WriteAtAsync(new byte[] { 5 }, 0));

        await rig.Call(() => file.WriteAt([6], 0), () => file.WriteAtAsync(new byte[] { 6 }, 0));

        rig.Content(file.Path).ShouldBe([6, 2]);
    }
}
