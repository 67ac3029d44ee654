using System.Buffers.Binary;
using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Writing through a mapping.</summary>
public sealed partial class MutableMappedFileSuite
{
    /// <summary>More than one piece of a long copy.</summary>
    private const int Large = 3_000_000;

    [Theory, Everywhere]
    public async Task A_copy_into_the_mapping_reaches_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content));
        var written = Rig.Bytes(600, seed: 1);

        await rig.Call(() => map.WriteAt(written, 123), () => map.WriteAtAsync(written, 123));

        written.CopyTo(content, 123);
        rig.Content(map.Path).ShouldBe(content);
        (await rig.Call(() => map.ToArray(), () => map.ToArrayAsync())).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task A_long_copy_is_written_whole(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("new"), Large + 100);
        var written = Rig.Bytes(Large);

        await rig.Call(() => map.WriteAt(written, 99), () => map.WriteAtAsync(written, 99));

        rig.Content(map.Path).AsSpan(99, Large).SequenceEqual(written).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task An_interval_is_filled(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("new"), 10);

        await rig.Call(() => map.Fill(2, 5, 9), () => map.FillAsync(2, 5, 9));
        await rig.Call(() => map.Fill(10, 0, 9), () => map.FillAsync(10, 0, 9));

        rig.Content(map.Path).ShouldBe([0, 0, 9, 9, 9, 9, 9, 0, 0, 0]);
    }

    [Theory, Everywhere]
    public async Task A_mapping_from_an_offset_writes_there(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(20_000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content), new MapOptions { Offset = 5001, Length = 1000 });
        byte[] written = [1, 2, 3];

        await rig.Call(() => map.WriteAt(written, 10), () => map.WriteAtAsync(written, 10));
        map.Write<byte>(999, 77);

        written.CopyTo(content, 5011);
        content[6000] = 77;
        rig.Content(map.Path).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task Values_spans_and_leases_write_into_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("new"), 100);

        map.Write(1, 0x0102030405060708);
        map.WriteLittleEndian<ushort>(11, 0x0A0B);
        map.WriteBigEndian<int>(13, 0x0C0D0E0F);
        map.WriteBigEndian(20, UInt128.MaxValue - 1);
        map.WriteBigEndian(40, 1.5);
        map.Span[50] = 50;
        map.Slice(51, 2)[1] = 52;
        using (var lease = map.Lease())
        {
            lease.Span[60] = 60;
            lease.Slice(61, 1)[0] = 61;
            lease.Write<short>(62, -1);
        }

        var content = rig.Content(map.Path);
        BitConverter.ToInt64(content, 1).ShouldBe(0x0102030405060708);
        content[11..17].ShouldBe([0x0B, 0x0A, 0x0C, 0x0D, 0x0E, 0x0F]);
        BinaryPrimitives.ReadUInt128BigEndian(content.AsSpan(20)).ShouldBe(UInt128.MaxValue - 1);
        BinaryPrimitives.ReadDoubleBigEndian(content.AsSpan(40)).ShouldBe(1.5);
        content[50].ShouldBe((byte)50);
        content[52].ShouldBe((byte)52);
        content[60..64].ShouldBe([60, 61, 255, 255]);
    }

    [Theory, Everywhere]
    public async Task What_is_not_inside_the_mapping_is_not_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10]));
        var bytes = new byte[] { 1, 2 };

        foreach (var offset in new[] { 9, 10, long.MaxValue })
        {
            (await rig.Fails<ArgumentOutOfRangeException>(() => map.WriteAt(bytes, offset), () => map.WriteAtAsync(bytes, offset)))
                .ParamName.ShouldBe("offset");
            await rig.Fails<ArgumentOutOfRangeException>(() => map.Fill(offset, 2, 1), () => map.FillAsync(offset, 2, 1));
            await rig.Fails<ArgumentOutOfRangeException>(() => map.FlushRange(offset, 2), () => map.FlushRangeAsync(offset, 2));
            Should.Throw<ArgumentOutOfRangeException>(() => map.Write(offset, (short)1));
        }

        await rig.Fails<ArgumentOutOfRangeException>(() => map.Fill(0, long.MaxValue, 1), () => map.FillAsync(0, long.MaxValue, 1));
        rig.Content(map.Path).ShouldBe(new byte[10]);
    }

    [Theory, Everywhere]
    public async Task Arguments_that_are_never_right_are_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10]));
        var bytes = new byte[] { 1, 2 };

        rig.Refuses<ArgumentOutOfRangeException>(() => map.WriteAt(bytes, -1), () => map.WriteAtAsync(bytes, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.Fill(-1, 1, 1), () => map.FillAsync(-1, 1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.Fill(0, -1, 1), () => map.FillAsync(0, -1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.FlushRange(-1, 1), () => map.FlushRangeAsync(-1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.FlushRange(0, -1), () => map.FlushRangeAsync(0, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.SetLength(-1), () => map.SetLengthAsync(-1));
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_changes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10]));
        var bytes = new byte[] { 1, 2 };
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(map.WriteAtAsync(bytes, 0, token), token);
        await Rig.IsCancelled(map.FillAsync(0, 1, 1, token), token);
        await Rig.IsCancelled(map.FlushAsync(token), token);
        await Rig.IsCancelled(map.FlushRangeAsync(0, 1, token), token);
        await Rig.IsCancelled(map.SetLengthAsync(0, token), token);

        rig.Content(map.Path).ShouldBe(new byte[10]);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_closed_mapping_refuses_everything_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10]));
        await rig.Call(map.Dispose, map.DisposeAsync);

        rig.Refuses<ObjectDisposedException>(() => map.WriteAt(new byte[1], 0), () => map.WriteAtAsync(new byte[1], 0));
        rig.Refuses<ObjectDisposedException>(() => map.Fill(0, 1, 1), () => map.FillAsync(0, 1, 1));
        rig.Refuses<ObjectDisposedException>(() => map.Flush(), () => map.FlushAsync());
        rig.Refuses<ObjectDisposedException>(() => map.FlushRange(0, 1), () => map.FlushRangeAsync(0, 1));
        rig.Refuses<ObjectDisposedException>(() => map.SetLength(1), () => map.SetLengthAsync(1));
        Should.Throw<ObjectDisposedException>(() => map.Write(0, 1));
        Should.Throw<ObjectDisposedException>(() => map.WriteBigEndian(0, 1));
        Should.Throw<ObjectDisposedException>(() => map.Span.Length);
        Should.Throw<ObjectDisposedException>(() => { using var lease = map.Lease(); });
    }

    [Theory, Everywhere]
    public async Task A_page_that_the_disk_has_no_room_for_is_an_error_and_not_a_crash(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("new"), Large);
        rig.Platform.Fail(nameof(StoragePlatform.WriteMapping), StorageErrorCode.MappingFault, after: 1);

        var exception = await rig.Fails<StorageException>(() => map.WriteAt(new byte[Large], 0), () => map.WriteAtAsync(new byte[Large], 0));

        exception.Code.ShouldBe(StorageErrorCode.MappingFault);
        exception.Operation.ShouldBe(nameof(map.WriteAt));
        exception.BytesWritten.ShouldBe(1 << 20);
    }

    [Theory, Everywhere]
    public async Task Writing_where_another_party_truncated_is_an_error_and_not_a_crash(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(100_000));
        await using var map = rig.FileSystem.OpenMutableMapped(file.Path);
        file.SetLength(10_000);

        var exception = await rig.Fails<StorageException>(
            () => map.WriteAt(new byte[1000], 50_000), () => map.WriteAtAsync(new byte[1000], 50_000));

        exception.Code.ShouldBe(StorageErrorCode.Truncated);
        exception.BytesWritten.ShouldBe(0);
    }
}
