using System.Buffers.Binary;
using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Reading through a mapping.</summary>
public sealed partial class MappedFileSuite
{
    /// <summary>More than is copied without asking the system, and more than is ever read on the caller's thread.</summary>
    private const int Large = 300_000;

    [Theory, Everywhere]
    public async Task A_verified_read_is_that_of_the_file_and_misses_what_was_cut_off(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        var path = rig.Put(content);
        await using var map = rig.FileSystem.OpenMutableMapped(path, new MapOptions { Offset = 100 });
        var buffer = new byte[20_000];
        map.Write(0, (byte)(content[100] ^ 1));

        (await rig.Call(() => map.ReadVerifiedAt(buffer, 0), () => map.ReadVerifiedAtAsync(buffer, 0))).ShouldBe(9_900);
        buffer[0].ShouldBe((byte)(content[100] ^ 1));
        buffer[1..9_900].ShouldBe(content[101..]);
        (await rig.Call(() => map.ReadVerifiedAt(buffer, 9_900), () => map.ReadVerifiedAtAsync(buffer, 9_900))).ShouldBe(0);
        rig.Refuses<ArgumentOutOfRangeException>(() => map.ReadVerifiedAt(buffer, -1), () => map.ReadVerifiedAtAsync(buffer, -1));
        await using (var own = rig.FileSystem.OpenCopyOnWrite(path))
        {
            await rig.Fails<NotSupportedException, int>(() => own.ReadVerifiedAt(buffer, 0), () => own.ReadVerifiedAtAsync(buffer, 0));
        }

        setup.SkipOnWindows("a file that is mapped is not cut off");
        using (var file = rig.FileSystem.OpenWrite(path))
        {
            file.SetLength(5_000);
        }

        (await rig.Call(() => map.ReadVerifiedAt(buffer, 4_000), () => map.ReadVerifiedAtAsync(buffer, 4_000))).ShouldBe(900);
        (await rig.Call(() => map.ReadVerifiedAt(buffer, 5_000), () => map.ReadVerifiedAtAsync(buffer, 5_000))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_copy_is_that_of_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large + 10);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content));
        var small = new byte[100];
        var large = new byte[Large];

        (await rig.Call(() => map.ReadAt(small, 5), () => map.ReadAtAsync(small, 5))).ShouldBe(100);
        (await rig.Call(() => map.ReadAt(large, 7), () => map.ReadAtAsync(large, 7))).ShouldBe(Large);
        var all = await rig.Call(() => map.ToArray(), () => map.ToArrayAsync());

        small.ShouldBe(content[5..105]);
        large.AsSpan().SequenceEqual(content.AsSpan(7, Large)).ShouldBeTrue();
        all.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_copy_is_short_at_the_end_of_the_mapping(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        var path = rig.Put(content);
        await using var map = rig.FileSystem.OpenMapped(path, new MapOptions { Offset = 1000, Length = 5000 });
        var buffer = new byte[1000];

        (await rig.Call(() => map.ReadAt(buffer, 4900), () => map.ReadAtAsync(buffer, 4900))).ShouldBe(100);
        buffer[..100].ShouldBe(content[5900..6000]);
        buffer[100].ShouldBe((byte)0);
        (await rig.Call(() => map.ReadAt(buffer, 5000), () => map.ReadAtAsync(buffer, 5000))).ShouldBe(0);
        (await rig.Call(() => map.ReadAt(buffer, long.MaxValue), () => map.ReadAtAsync(buffer, long.MaxValue))).ShouldBe(0);
        (await rig.Call(() => map.ReadAt([], 10), () => map.ReadAtAsync(Memory<byte>.Empty, 10))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task An_exact_copy_fills_the_buffer_or_says_that_the_mapping_ends(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content));
        var buffer = new byte[500];

        await rig.Call(() => map.ReadExactlyAt(buffer, 500), () => map.ReadExactlyAtAsync(buffer, 500));
        buffer.ShouldBe(content[500..]);

        var exception = await rig.Fails<EndOfStreamException>(() => map.ReadExactlyAt(buffer, 501), () => map.ReadExactlyAtAsync(buffer, 501));
        exception.Message.ShouldContain(map.Path);
        await rig.Fails<EndOfStreamException>(() => map.ReadExactlyAt(new byte[1], 1000), () => map.ReadExactlyAtAsync(new byte[1], 1000));
    }

    [Theory, Everywhere]
    public async Task An_empty_mapping_has_nothing_to_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([]));

        (await rig.Call(() => map.ReadAt(new byte[1], 0), () => map.ReadAtAsync(new byte[1], 0))).ShouldBe(0);
        (await rig.Call(() => map.ToArray(), () => map.ToArrayAsync())).ShouldBeEmpty();
        await rig.Fails<EndOfStreamException>(() => map.ReadExactlyAt(new byte[1], 0), () => map.ReadExactlyAtAsync(new byte[1], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<byte>(0));
        map.Slice(0, 0).IsEmpty.ShouldBeTrue();
        using var lease = map.Lease();
        lease.Length.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task What_is_written_to_the_file_is_seen_through_the_mapping(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(new byte[1000]);
        await using var map = rig.FileSystem.OpenMapped(file.Path);
        var written = Rig.Bytes(600);

        await rig.Call(() => file.WriteAt(written, 300), () => file.WriteAtAsync(written, 300));

        map.Slice(300, 600).ToArray().ShouldBe(written);
        map.Read<byte>(300).ShouldBe(written[0]);
        var copy = new byte[600];
        await rig.Call(() => map.ReadExactlyAt(copy, 300), () => map.ReadExactlyAtAsync(copy, 300));
        copy.ShouldBe(written);
    }

    [Theory, Everywhere]
    public async Task Values_are_read_at_any_offset_and_in_either_byte_order(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(100);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content));

        for (var offset = 0; offset <= 100 - 16; offset++)
        {
            var bytes = content.AsSpan(offset);
            map.Read<long>(offset).ShouldBe(BitConverter.ToInt64(bytes));
            map.Read<Guid>(offset).ShouldBe(new Guid(bytes[..16]));
            map.ReadLittleEndian<ushort>(offset).ShouldBe(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
            map.ReadBigEndian<int>(offset).ShouldBe(BinaryPrimitives.ReadInt32BigEndian(bytes));
            map.ReadBigEndian<UInt128>(offset).ShouldBe(BinaryPrimitives.ReadUInt128BigEndian(bytes));
            map.ReadLittleEndian<UInt128>(offset).ShouldBe(BinaryPrimitives.ReadUInt128LittleEndian(bytes));
            BitConverter.DoubleToInt64Bits(map.ReadBigEndian<double>(offset)).ShouldBe(BinaryPrimitives.ReadInt64BigEndian(bytes));
            BitConverter.HalfToInt16Bits(map.ReadBigEndian<Half>(offset)).ShouldBe(BinaryPrimitives.ReadInt16BigEndian(bytes));
            map.ReadBigEndian<sbyte>(offset).ShouldBe((sbyte)content[offset]);
        }
    }

    [Theory, Everywhere]
    public async Task What_is_not_inside_the_mapping_is_out_of_range(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(100)));
        using var lease = map.Lease();

        foreach (var offset in new[] { -1, 93, 100, long.MaxValue, long.MinValue })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => map.Read<long>(offset)).ParamName.ShouldBe("offset");
            Should.Throw<ArgumentOutOfRangeException>(() => map.ReadLittleEndian<long>(offset));
            Should.Throw<ArgumentOutOfRangeException>(() => map.Slice(offset, 8).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => lease.Read<long>(offset));
            Should.Throw<ArgumentOutOfRangeException>(() => lease.Slice(offset, 8).Length);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => map.Slice(0, -1).Length).ParamName.ShouldBe("length");
        Should.Throw<ArgumentOutOfRangeException>(() => map.Slice(0, 101).Length);
        map.Read<long>(92);
        map.Slice(100, 0).IsEmpty.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task Arguments_are_checked_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([1, 2, 3]));
        var buffer = new byte[2];

        rig.Refuses<ArgumentOutOfRangeException>(() => map.ReadAt(buffer, -1), () => map.ReadAtAsync(buffer, -1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => map.ReadExactlyAt(buffer, -1), () => map.ReadExactlyAtAsync(buffer, -1)).ParamName.ShouldBe("offset");
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_copies_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([1, 2, 3]));
        var buffer = new byte[2];
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(map.ReadAtAsync(buffer, 0, token), token);
        await Rig.IsCancelled(map.ReadExactlyAtAsync(buffer, 0, token), token);
        await Rig.IsCancelled(map.ToArrayAsync(token), token);

        buffer.ShouldBe([0, 0]);
    }

    [Theory, Everywhere]
    public async Task A_truncated_file_is_an_error_of_copies_and_not_a_crash(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(100_000));
        await using var map = rig.FileSystem.OpenMapped(file.Path);
        file.SetLength(10_000);
        var buffer = new byte[1000];

        var exception = await rig.Fails<StorageException, int>(() => map.ReadAt(buffer, 50_000), () => map.ReadAtAsync(buffer, 50_000));
        var all = await rig.Fails<StorageException, byte[]>(() => map.ToArray(), () => map.ToArrayAsync());

        exception.Code.ShouldBe(StorageErrorCode.Truncated);
        exception.Path.ShouldBe(map.Path);
        exception.Offset.ShouldBe(50_000);
        all.Code.ShouldBe(StorageErrorCode.Truncated);
        (await rig.Call(() => map.ReadAt(buffer, 5000), () => map.ReadAtAsync(buffer, 5000))).ShouldBe(1000);
    }

    [Theory, Everywhere]
    public async Task A_copy_that_the_device_fails_is_reported(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(Large)));
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);
        rig.Platform.Fail(nameof(StoragePlatform.ReadMapping), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException, int>(() => map.ReadAt(new byte[1000], 7), () => map.ReadAtAsync(new byte[1000], 7));
        var exactly = await rig.Fails<StorageException>(
            () => map.ReadExactlyAt(new byte[1000], 7), () => map.ReadExactlyAtAsync(new byte[1000], 7));

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Operation.ShouldBe(nameof(map.ReadAt));
        exactly.Operation.ShouldBe(nameof(map.ReadExactlyAt));
    }
}
