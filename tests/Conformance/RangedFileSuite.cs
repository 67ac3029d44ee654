using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Allocating, writing and reading ranges.</summary>
public sealed partial class RangedFileSuite
{
    [Theory, Everywhere]
    public async Task Ranges_are_aligned_exact_and_apart(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);

        var first = file.Allocate(1);
        var second = file.Allocate(512);
        var third = file.Allocate(513);

        (first.Offset, first.Length).ShouldBe((0, 1));
        (second.Offset, second.Length).ShouldBe((512, 512));
        (third.Offset, third.Length).ShouldBe((1024, 513));
        file.Allocated.ShouldBe(2048);
        file.Remaining.ShouldBe(10_000 - 2048);
    }

    [Theory, Everywhere]
    public async Task A_range_that_does_not_fit_is_refused_and_takes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 2000);
        _ = file.Allocate(1000);

        var exception = Should.Throw<StorageException>(() => _ = file.Allocate(977));
        file.TryAllocate(977, out _).ShouldBeFalse();
        file.TryAllocate(976, out var last).ShouldBeTrue();

        exception.Code.ShouldBe(StorageErrorCode.SpaceExhausted);
        exception.Path.ShouldBe(file.Path);
        (last.Offset, last.Length).ShouldBe((1024, 976));
        file.Remaining.ShouldBe(0);
        file.TryAllocate(1, out _).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_range_has_a_length(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 2000);

        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Allocate(0));
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Allocate(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => file.TryAllocate(1L << 31, out _));

        file.Allocated.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_range_is_written_and_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        _ = file.Allocate(100);
        var range = file.Allocate(300);
        var data = Rig.Bytes(300);
        var buffer = new byte[1000];

        var receipt = await rig.Call(() => file.Write(range, data), () => file.WriteAsync(range, data));

        (receipt.Offset, receipt.Length).ShouldBe((512, 300));
        rig.Content(file.Path)[512..812].ShouldBe(data);
        (await rig.Call(() => file.Read(range, buffer), () => file.ReadAsync(range, buffer))).ShouldBe(300);
        buffer[..300].ShouldBe(data);
        (await rig.Call(() => file.Read(receipt, buffer, 250), () => file.ReadAsync(receipt, buffer, 250))).ShouldBe(50);
        buffer[..50].ShouldBe(data[250..]);
        (await rig.Call(() => file.Read(receipt, buffer, 300), () => file.ReadAsync(receipt, buffer, 300))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_range_that_was_not_written_reads_as_the_file_does(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(300);
        var buffer = Rig.Bytes(300);

        (await rig.Call(() => file.Read(range, buffer), () => file.ReadAsync(range, buffer))).ShouldBe(300);

        buffer.ShouldBe(new byte[300]);
    }

    [Theory, Everywhere]
    public async Task Reading_starts_inside_the_range(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(300);
        var buffer = new byte[10];

        rig.Refuses<ArgumentOutOfRangeException>(() => file.Read(range, buffer, -1), () => file.ReadAsync(range, buffer, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Read(range, buffer, 301), () => file.ReadAsync(range, buffer, 301));
        var receipt = file.Write(range, new byte[300]);
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Read(receipt, buffer, -1), () => file.ReadAsync(receipt, buffer, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Read(receipt, buffer, 301), () => file.ReadAsync(receipt, buffer, 301));
    }

    [Theory, Everywhere]
    public async Task A_read_that_the_device_fails_is_reported(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(300);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);
        rig.Platform.Fail(nameof(StoragePlatform.ReadAt), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException, int>(
            () => file.Read(range, new byte[10], 5), () => file.ReadAsync(range, new byte[10], 5));

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Operation.ShouldBe(nameof(file.Read));
        exception.Offset.ShouldBe(5);
    }

    [Theory, Everywhere]
    public async Task A_range_that_was_cut_off_says_so(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = Create(rig, 10_000);
        var range = file.Allocate(300);
        using (var other = rig.FileSystem.OpenWrite(file.Path))
        {
            other.SetLength(100);
        }

        var cut = await rig.Fails<StorageException, int>(
            () => file.Read(range, new byte[300], 50), () => file.ReadAsync(range, new byte[300], 50));

        (cut.Code, cut.Offset).ShouldBe((StorageErrorCode.Truncated, 50));
        (await rig.Call(() => file.Read(range, new byte[100]), () => file.ReadAsync(range, new byte[100]))).ShouldBe(100);
    }

    [Theory, Everywhere]
    public async Task Many_write_at_once_each_into_ranges_of_its_own(Setup setup)
    {
        const int Writers = 4;
        const int Ranges = 50;
        await using var rig = new Rig(setup);
        await using var file = Create(rig, Writers * Ranges * 1024);

        var written = await Task.WhenAll(Enumerable.Range(1, Writers).Select(writer => Rig.OnThread(async () =>
        {
            var receipts = new List<(WriteReceipt Receipt, byte[] Data)>();
            for (var i = 0; i < Ranges; i++)
            {
                var data = Rig.Bytes(1 + (i * 20), seed: (writer * 1000) + i);
                var range = file.Allocate(data.Length);
                receipts.Add((await rig.Call(() => file.Write(range, data), () => file.WriteAsync(range, data)), data));
            }

            return receipts;
        }))).WaitAsync(Rig.Deadline);

        var content = rig.Content(file.Path);
        foreach (var (receipt, data) in written.SelectMany(receipts => receipts))
        {
            content.AsSpan((int)receipt.Offset, (int)receipt.Length).SequenceEqual(data).ShouldBeTrue();
        }

        written.SelectMany(receipts => receipts).Select(entry => entry.Receipt.Offset).ShouldBeUnique();
    }

    private static RangedFileBase Create(Rig rig, long length, string name = "ranged") =>
        rig.FileSystem.CreateRanged(rig.PathOf(name), length, new RangedFileOptions { Alignment = 512 });
}
