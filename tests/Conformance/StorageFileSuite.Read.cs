using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Reading at offsets.</summary>
public sealed partial class StorageFileSuite
{
    /// <summary>More than is ever read on the caller's thread, and more than a driver transfers in one piece.</summary>
    private const int Large = 300_000;

    [Theory, Everywhere]
    public async Task A_read_fills_the_buffer(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var file = rig.OpenNew(content);
        var buffer = new byte[100];

        var count = await rig.Call(() => file.ReadAt(buffer, 300), () => file.ReadAtAsync(buffer, 300));

        count.ShouldBe(100);
        buffer.ShouldBe(content[300..400]);
    }

    [Theory, Everywhere]
    public async Task A_large_read_fills_the_buffer(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large + 2);
        await using var file = rig.OpenNew(content);
        var buffer = new byte[Large];

        var count = await rig.Call(() => file.ReadAt(buffer, 1), () => file.ReadAtAsync(buffer, 1));

        count.ShouldBe(Large);
        buffer.AsSpan().SequenceEqual(content.AsSpan(1, Large)).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_read_is_short_at_the_end(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3, 4, 5]);
        var buffer = new byte[] { 9, 9, 9, 9 };

        var count = await rig.Call(() => file.ReadAt(buffer, 3), () => file.ReadAtAsync(buffer, 3));

        count.ShouldBe(2);
        buffer.ShouldBe([4, 5, 9, 9]);
    }

    [Theory, Everywhere]
    public async Task A_large_read_is_short_at_the_end(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        await using var file = rig.OpenNew(content);
        var buffer = new byte[Large];

        var count = await rig.Call(() => file.ReadAt(buffer, 1000), () => file.ReadAtAsync(buffer, 1000));

        count.ShouldBe(Large - 1000);
        buffer.AsSpan(0, count).SequenceEqual(content.AsSpan(1000)).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_read_at_or_beyond_the_end_reads_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        var buffer = new byte[4];
        var large = new byte[Large];

        (await rig.Call(() => file.ReadAt(buffer, 3), () => file.ReadAtAsync(buffer, 3))).ShouldBe(0);
        (await rig.Call(() => file.ReadAt(buffer, 1L << 40), () => file.ReadAtAsync(buffer, 1L << 40))).ShouldBe(0);
        (await rig.Call(() => file.ReadAt(buffer, long.MaxValue), () => file.ReadAtAsync(buffer, long.MaxValue))).ShouldBe(0);
        (await rig.Call(() => file.ReadAt(large, 3), () => file.ReadAtAsync(large, 3))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_read_into_no_buffer_reads_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        (await rig.Call(() => file.ReadAt([], 1), () => file.ReadAtAsync(Memory<byte>.Empty, 1))).ShouldBe(0);
        (await rig.Call(() => file.ReadAt([], 100), () => file.ReadAtAsync(Memory<byte>.Empty, 100))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_read_of_a_hole_reads_zeros(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        file.SetLength(100_000);
        var buffer = Enumerable.Repeat((byte)9, 50).ToArray();

        var count = await rig.Call(() => file.ReadAt(buffer, 50_000), () => file.ReadAtAsync(buffer, 50_000));

        count.ShouldBe(50);
        buffer.ShouldAllBe(value => value == 0);
    }

    [Theory, Everywhere]
    public async Task A_read_sees_what_was_just_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(new byte[100]);
        var buffer = new byte[1];

        for (byte i = 0; i < 50; i++)
        {
            await rig.Call(() => file.WriteAt([i], i), () => file.WriteAtAsync(new[] { i }, i));
            (await rig.Call(() => file.ReadAt(buffer, i), () => file.ReadAtAsync(buffer, i))).ShouldBe(1);
            buffer[0].ShouldBe(i);
        }
    }

    [Theory, Everywhere]
    public async Task An_exact_read_fills_the_buffer(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        await using var file = rig.OpenNew(content);
        var buffer = new byte[100];
        var large = new byte[Large - 1];

        await rig.Call(() => file.ReadExactlyAt(buffer, 900), () => file.ReadExactlyAtAsync(buffer, 900));
        await rig.Call(() => file.ReadExactlyAt(large, 1), () => file.ReadExactlyAtAsync(large, 1));

        buffer.ShouldBe(content[900..1000]);
        large.AsSpan().SequenceEqual(content.AsSpan(1)).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task An_exact_read_that_meets_the_end_says_so(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(1000));
        var large = new byte[Large];

        var exception = await rig.Fails<EndOfStreamException>(
            () => file.ReadExactlyAt(new byte[11], 990), () => file.ReadExactlyAtAsync(new byte[11], 990));
        await rig.Fails<EndOfStreamException>(() => file.ReadExactlyAt(large, 0), () => file.ReadExactlyAtAsync(large, 0));
        await rig.Fails<EndOfStreamException>(() => file.ReadExactlyAt(new byte[1], 5000), () => file.ReadExactlyAtAsync(new byte[1], 5000));

        exception.Message.ShouldContain(file.Path);
        exception.Message.ShouldContain("990");
    }

    [Theory, Everywhere]
    public async Task A_read_that_the_device_fails_says_what_and_where(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(1000));
        var error = FailReads(rig);

        var exception = await rig.Fails<StorageException, int>(
            () => file.ReadAt(new byte[10], 20), () => file.ReadAtAsync(new byte[10], 20));
        var exactly = await rig.Fails<StorageException>(
            () => file.ReadExactlyAt(new byte[10], 30), () => file.ReadExactlyAtAsync(new byte[10], 30));

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Operation.ShouldBe(nameof(file.ReadAt));
        exception.Path.ShouldBe(file.Path);
        exception.Offset.ShouldBe(20);
        exception.SystemError.ShouldBe(error);
        exactly.Operation.ShouldBe(nameof(file.ReadExactlyAt));
        exactly.Offset.ShouldBe(30);
    }

    [Theory, Everywhere]
    public async Task A_failed_read_does_not_poison(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        FailReads(rig);
        await rig.Fails<StorageException, int>(() => file.ReadAt(new byte[1], 0), () => file.ReadAtAsync(new byte[1], 0));

        rig.Platform.Restore(nameof(StoragePlatform.ReadAt));
        rig.Platform.Restore(nameof(StoragePlatform.TryReadAt));

        file.IsPoisoned.ShouldBeFalse();
        (await rig.Call(() => file.ReadAt(new byte[1], 0), () => file.ReadAtAsync(new byte[1], 0))).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Where_nothing_can_be_read_without_waiting_reads_wait(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var file = rig.OpenNew(content);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);
        var buffer = new byte[10];

        for (var offset = 0; offset < 500; offset += 10)
        {
            (await rig.Call(() => file.ReadAt(buffer, offset), () => file.ReadAtAsync(buffer, offset))).ShouldBe(10);
            buffer.ShouldBe(content[offset..(offset + 10)]);
        }
    }

    private static int FailReads(Rig rig)
    {
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);
        return rig.Platform.Fail(nameof(StoragePlatform.ReadAt), StorageErrorCode.DeviceError);
    }
}
