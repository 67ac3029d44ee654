using System.Runtime.CompilerServices;

namespace Mapwright.Core.Tests.Mapping;

public sealed class DisposeMappedTests : MappingTest
{
    [Fact]
    public async Task Every_member_refuses_after_dispose()
    {
        var map = Files.OpenMutableMapped(Path);
        map.Dispose();
        map.Dispose();
        ShouldBeClosed(() => map.Length.ToString());
        ShouldBeClosed(() => map.Span.ToArray());
        ShouldBeClosed(() => map.Slice(0, 1).ToArray());
        ShouldBeClosed(() => map.Lease().Dispose());
        ShouldBeClosed(() => map.Read<byte>(0));
        ShouldBeClosed(() => map.ReadBigEndian<long>(Length));
        ShouldBeClosed(() => map.Write(0, 1));
        ShouldBeClosed(() => map.ReadAt(new byte[10], 0));
        ShouldBeClosed(() => map.ReadAt(new byte[1_000], 0));
        ShouldBeClosed(() => map.ReadExactlyAt(new byte[10], 0));
        ShouldBeClosed(() => map.ToArray());
        ShouldBeClosed(() => map.WriteAt([1], 0));
        ShouldBeClosed(() => map.Fill(0, 1, 1));
        ShouldBeClosed(map.Flush);
        ShouldBeClosed(() => map.FlushRange(0, 1));
        ShouldBeClosed(() => map.SetLength(1));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await map.ReadAtAsync(new byte[10], 0));
        OnDisk.ShouldBe(Content);

        static void ShouldBeClosed(Action action) => Should.Throw<ObjectDisposedException>(action);
    }

    [Fact]
    public void New_use_ends_at_once_and_a_running_operation_finishes()
    {
        var map = Files.OpenMapped(Path);
        Platform.During("ReadMapping", () =>
        {
            map.Dispose();
            Should.Throw<ObjectDisposedException>(() => map.Read<byte>(0));
            Should.Throw<ObjectDisposedException>(() => map.ReadAt(new byte[10], 0));
            AddressSpace.MapsOf(Path).ShouldBe(1);
        });
        var buffer = new byte[1_000];
        map.ReadAt(buffer, 5).ShouldBe(1_000);
        buffer.ShouldBe(Content[5..1_005]);
        AddressSpace.MapsOf(Path).ShouldBe(0);
        OpenDescriptors.Of(Path).ShouldBe(0);
    }

    [Fact]
    public void A_disposed_map_whose_length_is_being_set_stays_disposed()
    {
        var map = Files.OpenMutableMapped(Path);
        Platform.During("SetLength", map.Dispose);
        map.SetLength(100_000);
        Should.Throw<ObjectDisposedException>(() => map.Read<byte>(0));
        AddressSpace.MapsOf(Path).ShouldBe(0);
        new FileInfo(Path).Length.ShouldBe(100_000);
    }

    [Fact]
    public void An_empty_mapping_refuses_too()
    {
        var map = Files.OpenMapped(Folder.File("empty", []));
        map.Dispose();
        Should.Throw<ObjectDisposedException>(() => map.Read<byte>(0));
        Should.Throw<ObjectDisposedException>(() => map.ReadAt([], 0));
    }

    [Fact]
    public void A_span_shows_zeros_after_dispose_and_its_stores_vanish()
    {
        var map = Files.OpenMutableMapped(Path);
        var span = map.Span;
        map.Dispose();
        span.ContainsAnyExcept((byte)0).ShouldBeFalse();
        span.Fill(255);
        OnDisk.ShouldBe(Content);
        GC.KeepAlive(map);
    }

    [Fact]
    public void The_file_is_let_go_at_once()
    {
        var map = Files.OpenMapped(Path);
        AddressSpace.MapsOf(Path).ShouldBe(1);
        map.Dispose();
        AddressSpace.MapsOf(Path).ShouldBe(0);
        OpenDescriptors.Of(Path).ShouldBe(0);
        GC.KeepAlive(map);
    }

    [Fact]
    public void A_lease_keeps_the_bytes_and_the_descriptor_is_closed_all_the_same()
    {
        var map = Files.OpenMutableMapped(Path);
        var lease = map.Lease();
        map.Dispose();
        lease.Span.ToArray().ShouldBe(Content);
        lease.Read<byte>(5).ShouldBe(Content[5]);
        lease.Write(5, (byte)255);
        OpenDescriptors.Of(Path).ShouldBe(0);
        AddressSpace.MapsOf(Path).ShouldBe(1);
        lease.Dispose();
        AddressSpace.MapsOf(Path).ShouldBe(0);
        OnDisk[5].ShouldBe((byte)255);
    }

    [Fact]
    public void The_last_of_several_leases_lets_the_file_go()
    {
        var map = Files.OpenMapped(Path);
        var first = map.Lease();
        var second = map.Lease();
        first.Dispose();
        first.Dispose();
        map.Dispose();
        AddressSpace.MapsOf(Path).ShouldBe(1);
        second.Dispose();
        AddressSpace.MapsOf(Path).ShouldBe(0);
    }

    [Fact]
    public void A_disposed_lease_refuses()
    {
        using var map = Files.OpenMutableMapped(Path);
        var lease = map.Lease();
        lease.Dispose();
        lease.Length.ShouldBe(0);
        Should.Throw<ObjectDisposedException>(() => lease.Span.Length);
        Should.Throw<ObjectDisposedException>(() => lease.Slice(0, 1).Length);
        Should.Throw<ObjectDisposedException>(() => lease.Read<byte>(0));
        Should.Throw<ObjectDisposedException>(() => lease.Write(0, (byte)1));
        Should.NotThrow(() => map.Read<byte>(0));
    }

    [Fact]
    public void A_lease_checks_its_bounds()
    {
        using var map = Files.OpenMapped(Path);
        using var lease = map.Lease();
        lease.Length.ShouldBe(Length);
        lease.Slice(5, 3).ToArray().ShouldBe(Content[5..8]);
        Should.Throw<ArgumentOutOfRangeException>(() => lease.Slice(Length - 1, 2).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => lease.Slice(0, -1).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => lease.Slice(-1, 1).Length);
    }

    [Fact]
    public void Where_the_platform_cannot_replace_pages_the_file_is_let_go_when_the_map_is_collected()
    {
        Platform.Fail("Retire", 95);
        OpenAndDispose(Path);
        AddressSpace.MapsOf(Path).ShouldBe(1);
        Collect();
        AddressSpace.MapsOf(Path).ShouldBe(0);
    }

    [Fact]
    public void A_map_that_was_forgotten_is_let_go_when_it_is_collected()
    {
        Open(Path);
        Collect();
        AddressSpace.MapsOf(Path).ShouldBe(0);
        OpenDescriptors.Of(Path).ShouldBe(0);
    }

    [Fact]
    public void A_failed_close_is_reported()
    {
        var map = Files.OpenMapped(Path);
        Platform.Fail("Close", 5);
        Should.Throw<StorageException>(map.Dispose).Code.ShouldBe(StorageErrorCode.DeviceError);
    }

    [Fact]
    public void Addresses_do_not_run_out()
    {
        // In sum more than the 128 TiB that a process has.
        const int maps = 3_000;
        var path = Folder.File("large", []);
        using (var file = Files.OpenWrite(path))
        {
            file.SetLength(64L << 30);
        }

        for (var i = 0; i < maps; i++)
        {
            OpenAndDispose(path);
        }

        AddressSpace.MapsOf(path).ShouldBe(0);
    }

    [Fact]
    public void Every_mapping_ends_when_its_map_is_collected()
    {
        const int maps = 100;
        for (var i = 0; i < maps; i++)
        {
            OpenAndDispose(Path);
        }

        Collect();
        Platform.CallsOf("Unmap").ShouldBe(maps);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Open(string path) => Files.OpenMapped(path).Read<byte>(0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OpenAndDispose(string path) => Files.OpenMapped(path).Dispose();

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
