using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Many reads or writes in one operation.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task Many_reads_are_one_operation(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var file = rig.OpenNew(content);
        long[] offsets = [9_990, 0, 5_000, 5_000, 20_000];
        FileRead[] reads = [.. offsets.Select(offset => new FileRead(new byte[50], offset))];
        var counts = new int[6];

        await rig.Call(() => file.ReadMany(reads, counts), () => file.ReadManyAsync(reads, counts));

        counts.ShouldBe([10, 50, 50, 50, 0, 0]);
        reads[1].Buffer.ToArray().ShouldBe(content[..50]);
        reads[3].Buffer.ToArray().ShouldBe(content[5_000..5_050]);
    }

    [Theory, Everywhere]
    public async Task Many_reads_that_are_not_cached_are_made_all(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var file = rig.OpenNew(content);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock, after: 1);
        FileRead[] reads = [.. Enumerable.Range(0, 100).Select(i => new FileRead(new byte[100], i * 100))];
        var counts = new int[100];

        await rig.Call(() => file.ReadMany(reads, counts), () => file.ReadManyAsync(reads, counts));

        counts.ShouldAllBe(count => count == 100);
        reads.SelectMany(read => read.Buffer.ToArray()).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task Many_writes_are_one_operation(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        FileWrite[] writes = [new(new byte[] { 3 }, 2), new(new byte[] { 1, 2 }, 0), new(ReadOnlyMemory<byte>.Empty, 100)];

        await rig.Call(() => file.WriteMany(writes), () => file.WriteManyAsync(writes));

        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_batch_that_fails_says_where(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(100));
        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace, transferred: 1, after: 1);
        FileWrite[] writes = [new(new byte[] { 1 }, 10), new(new byte[] { 2, 2 }, 20)];
        var failed = await rig.Fails<StorageException>(() => file.WriteMany(writes), () => file.WriteManyAsync(writes));
        FailReads(rig);
        var unread = await rig.Fails<StorageException>(
            () => file.ReadMany([new(new byte[1], 30)], new int[1]), () => file.ReadManyAsync(new FileRead[] { new(new byte[1], 30) }, new int[1]));

        (failed.Offset, failed.BytesWritten, failed.Code).ShouldBe((20, 1, StorageErrorCode.NoSpace));
        (unread.Offset, unread.Code).ShouldBe((30, StorageErrorCode.DeviceError));
        rig.Content(file.Path)[10].ShouldBe((byte)1);
    }

    [Theory, Everywhere]
    public async Task A_batch_with_one_wrong_argument_is_refused_whole(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        FileRead[] reads = [new(new byte[1], 0), new(new byte[1], -1)];
        FileWrite[] writes = [new(new byte[1], 0), new(new byte[2], long.MaxValue - 1)];

        rig.Refuses<ArgumentOutOfRangeException>(() => file.ReadMany(reads, new int[2]), () => file.ReadManyAsync(reads, new int[2]));
        rig.Refuses<ArgumentException>(() => file.ReadMany(reads, new int[1]), () => file.ReadManyAsync(reads, new int[1])).ParamName.ShouldBe("counts");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.WriteMany(writes), () => file.WriteManyAsync(writes));

        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }
}
