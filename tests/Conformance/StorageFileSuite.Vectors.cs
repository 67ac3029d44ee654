using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Transfers of several buffers.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task A_read_into_several_buffers_fills_one_after_the_other(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var file = rig.OpenNew(content);
        var buffers = Buffers(10, 0, 300, 5);

        (await rig.Call(() => file.ReadAt(buffers, 50), () => file.ReadAtAsync(buffers, 50))).ShouldBe(315);

        Joined(buffers).ShouldBe(content[50..365]);
    }

    [Theory, Everywhere]
    public async Task A_read_into_several_buffers_is_short_only_at_the_end(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var file = rig.OpenNew(content);
        var buffers = Buffers(8, 8, 8);

        (await rig.Call(() => file.ReadAt(buffers, 990), () => file.ReadAtAsync(buffers, 990))).ShouldBe(10);
        Joined(buffers)[..10].ShouldBe(content[990..]);
        (await rig.Call(() => file.ReadAt(buffers, 1000), () => file.ReadAtAsync(buffers, 1000))).ShouldBe(0);
        (await rig.Call(() => file.ReadAt(buffers, long.MaxValue), () => file.ReadAtAsync(buffers, long.MaxValue))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task More_buffers_than_the_system_takes_at_once_are_transferred_all(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(3000);
        await using var file = rig.OpenNew(content);
        var buffers = Buffers([.. Enumerable.Repeat(2, 1400)]);

        await rig.Call(() => file.ReadExactlyAt(buffers, 100), () => file.ReadExactlyAtAsync(buffers, 100));
        var writes = buffers.Reverse().Select(buffer => (ReadOnlyMemory<byte>)buffer).ToArray();
        await rig.Call(() => file.WriteAt(writes, 3000), () => file.WriteAtAsync(writes, 3000));

        Joined(buffers).ShouldBe(content[100..2900]);
        rig.Content(file.Path)[3000..].ShouldBe(buffers.Reverse().SelectMany(buffer => buffer.ToArray()));
    }

    [Theory, Everywhere]
    public async Task An_exact_read_into_several_buffers_that_meets_the_end_says_so(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(1000));
        var buffers = Buffers(8, 8);

        var exception = await rig.Fails<EndOfStreamException>(() => file.ReadExactlyAt(buffers, 990), () => file.ReadExactlyAtAsync(buffers, 990));

        exception.Message.ShouldContain("990");
    }

    [Theory, Everywhere]
    public async Task A_write_of_several_buffers_writes_them_one_after_the_other_in_one_step(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        ReadOnlyMemory<byte>[] buffers = [new byte[] { 7, 8 }, ReadOnlyMemory<byte>.Empty, new byte[] { 9 }];

        await rig.Call(() => file.WriteAt(buffers, 2), () => file.WriteAtAsync(buffers, 2));

        rig.Content(file.Path).ShouldBe([1, 2, 7, 8, 9]);
        rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Transfers_of_no_buffers_change_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        Memory<byte>[] none = [];
        ReadOnlyMemory<byte>[] nothing = [];

        (await rig.Call(() => file.ReadAt(none, 1), () => file.ReadAtAsync(none, 1))).ShouldBe(0);
        await rig.Call(() => file.ReadExactlyAt(none, 100), () => file.ReadExactlyAtAsync(none, 100));
        await rig.Call(() => file.WriteAt(nothing, 100), () => file.WriteAtAsync(nothing, 100));

        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_failed_write_of_several_buffers_says_how_much_was_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        ReadOnlyMemory<byte>[] buffers = [new byte[10], new byte[10]];
        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace, transferred: 13);

        var exception = await rig.Fails<StorageException>(() => file.WriteAt(buffers, 5), () => file.WriteAtAsync(buffers, 5));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        exception.Offset.ShouldBe(5);
        exception.BytesWritten.ShouldBe(13);
        file.IsPoisoned.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_failed_read_into_several_buffers_says_what_and_where(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(100));
        FailReads(rig);
        var buffers = Buffers(5, 5);

        var exception = await rig.Fails<StorageException, long>(() => file.ReadAt(buffers, 20), () => file.ReadAtAsync(buffers, 20));

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Offset.ShouldBe(20);
    }

    [Theory, AsyncEverywhere]
    public async Task A_cached_read_into_several_buffers_completes_on_the_callers_thread(Setup setup)
    {
        setup.SkipOnWindows("nothing is read without waiting");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(1000));
        var buffers = Buffers(10, 20);
        file.ReadExactlyAt(buffers, 0);

        var read = file.ReadAtAsync(buffers, 0);

        read.IsCompletedSuccessfully.ShouldBeTrue();
        (await read).ShouldBe(30);
    }

    private static Memory<byte>[] Buffers(params int[] lengths) => [.. lengths.Select(length => new byte[length].AsMemory())];

    private static byte[] Joined(IEnumerable<Memory<byte>> buffers) => [.. buffers.SelectMany(buffer => buffer.ToArray())];
}
