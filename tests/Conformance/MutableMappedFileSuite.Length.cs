using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Changing the length of a mapped file.</summary>
public sealed partial class MutableMappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_longer_mapping_reads_as_zeros_in_its_new_part(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));

        await rig.Call(() => map.SetLength(20_000), () => map.SetLengthAsync(20_000));

        map.Length.ShouldBe(20_000);
        map.Span[..3].ToArray().ShouldBe([1, 2, 3]);
        map.Span[3..].IndexOfAnyExcept((byte)0).ShouldBe(-1);
        map.Write(19_996, 0x01020304);
        rig.Content(map.Path).Length.ShouldBe(20_000);
        rig.Content(map.Path)[19_996].ShouldBe((byte)4);
    }

    [Theory, Everywhere]
    public async Task A_shorter_mapping_loses_its_end_for_good(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(20_000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content));

        await rig.Call(() => map.SetLength(5000), () => map.SetLengthAsync(5000));
        map.Length.ShouldBe(5000);
        rig.Content(map.Path).ShouldBe(content[..5000]);
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<byte>(5000));

        await rig.Call(() => map.SetLength(6000), () => map.SetLengthAsync(6000));
        map.Slice(5000, 1000).IndexOfAnyExcept((byte)0).ShouldBe(-1);
    }

    [Theory, Everywhere]
    public async Task A_mapping_shrinks_to_nothing_and_grows_again(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));

        await rig.Call(() => map.SetLength(0), () => map.SetLengthAsync(0));
        map.Span.IsEmpty.ShouldBeTrue();
        rig.Content(map.Path).ShouldBeEmpty();
        await rig.Call(() => map.SetLength(3), () => map.SetLengthAsync(3));

        map.ToArray().ShouldBe([0, 0, 0]);
    }

    [Theory, Everywhere]
    public async Task The_length_counts_from_the_start_of_the_mapping(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3, 4]), new MapOptions { Offset = 2 });

        await rig.Call(() => map.SetLength(3), () => map.SetLengthAsync(3));

        map.ToArray().ShouldBe([3, 4, 0]);
        rig.Content(map.Path).ShouldBe([1, 2, 3, 4, 0]);
    }

    [Theory, Everywhere]
    public async Task The_same_length_keeps_everything(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));

        await rig.Call(() => map.SetLength(3), () => map.SetLengthAsync(3));

        map.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task The_length_does_not_change_while_a_lease_is_out(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));
        var lease = map.Lease();

        await rig.Fails<InvalidOperationException>(() => map.SetLength(1), () => map.SetLengthAsync(1));
        await rig.Fails<InvalidOperationException>(() => map.SetLength(5), () => map.SetLengthAsync(5));
        lease.Dispose();
        await rig.Call(() => map.SetLength(1), () => map.SetLengthAsync(1));

        rig.Content(map.Path).ShouldBe([1]);
    }

    [Theory, Everywhere]
    public async Task The_length_of_a_part_or_of_a_private_copy_is_not_changed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var part = rig.FileSystem.OpenMutableMapped(path, new MapOptions { Length = 2 });
        await using var copy = rig.FileSystem.OpenCopyOnWrite(path);

        await rig.Fails<InvalidOperationException>(() => part.SetLength(1), () => part.SetLengthAsync(1));
        await rig.Fails<NotSupportedException>(() => copy.SetLength(1), () => copy.SetLengthAsync(1));

        rig.Content(path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_length_that_the_system_refuses_changes_nothing(Setup setup)
    {
        foreach (var length in new[] { 5, 10_000, 50_000 })
        {
            await using var rig = new Rig(setup);
            var content = Rig.Bytes(20_000);
            await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content));
            rig.Platform.Fail(nameof(StoragePlatform.SetLength), StorageErrorCode.NoSpace);

            var exception = await rig.Fails<StorageException>(() => map.SetLength(length), () => map.SetLengthAsync(length));

            exception.Code.ShouldBe(StorageErrorCode.NoSpace);
            exception.Operation.ShouldBe(nameof(map.SetLength));
            map.Length.ShouldBe(20_000);
            map.ToArray().ShouldBe(content);
            map.Write<byte>(19_999, 1);
            rig.Content(map.Path)[19_999].ShouldBe((byte)1);
        }
    }

    [Theory, Everywhere]
    public async Task A_mapping_that_the_system_refuses_changes_nothing(Setup setup)
    {
        foreach (var length in new[] { 10_000, 50_000 })
        {
            await using var rig = new Rig(setup);
            var content = Rig.Bytes(20_000);
            await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content));
            rig.Platform.Fail(nameof(StoragePlatform.Map), StorageErrorCode.OutOfResources);

            var exception = await rig.Fails<StorageException>(() => map.SetLength(length), () => map.SetLengthAsync(length));

            exception.Code.ShouldBe(StorageErrorCode.OutOfResources);
            map.Length.ShouldBe(20_000);
            rig.Content(map.Path).ShouldBe(content);
        }
    }

    [Theory, Everywhere]
    public async Task Within_the_capacity_nothing_moves(Setup setup)
    {
        setup.SkipOnWindows("nothing is mapped beyond the end");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]), new MapOptions { Capacity = 40_000, Preallocate = true });
        var lease = map.Lease();

        await rig.Call(() => map.SetLength(20_000), () => map.SetLengthAsync(20_000));
        map.Write(19_999, (byte)9);
        lease.Write(0, (byte)7);
        rig.Content(map.Path)[0].ShouldBe((byte)7);
        rig.Content(map.Path)[19_999].ShouldBe((byte)9);
        await rig.Fails<InvalidOperationException>(() => map.SetLength(3), () => map.SetLengthAsync(3));
        lease.Dispose();
        await rig.Call(() => map.SetLength(3), () => map.SetLengthAsync(3));
        await rig.Call(() => map.SetLength(40_000), () => map.SetLengthAsync(40_000));
        map.ToArray().ShouldBe([7, 2, 3, .. new byte[39_997]]);
        await rig.Fails<ArgumentOutOfRangeException>(() => map.SetLength(40_001), () => map.SetLengthAsync(40_001));

        rig.Platform.CallsOf(nameof(StoragePlatform.Map)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Readers_and_writers_go_on_while_the_length_changes(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[8192]));
        var done = false;
        var users = Enumerable.Range(0, 2).Select(user => Rig.OnThread(async () =>
        {
            var buffer = new byte[512];
            var written = new byte[512];
            for (var value = (byte)1; !Volatile.Read(ref done); value++)
            {
                written.AsSpan().Fill(value);
                await rig.Call(() => map.WriteAt(written, user * 512), () => map.WriteAtAsync(written, user * 512));
                map.Write((user * 512) + 100, BitConverter.ToInt64(written, 0));
                await rig.Call(() => map.ReadExactlyAt(buffer, user * 512), () => map.ReadExactlyAtAsync(buffer, user * 512));
                buffer.AsSpan().SequenceEqual(written).ShouldBeTrue();
            }
        })).ToArray();

        for (var i = 0; i < 20; i++)
        {
            var length = i % 2 == 0 ? 40_000 : 2000;
            await rig.Call(() => map.SetLength(length), () => map.SetLengthAsync(length));
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(users).WaitAsync(Rig.Deadline);
    }
}
