namespace Mapwright.Core.Tests.Mapping;

public sealed class CloseTests : MappingTest
{
    [Theory]
    [InlineData(null)]
    [InlineData(10L)]
    [InlineData(0L)]
    [InlineData(100_000L)]
    public void Closing_flushes_and_cuts_off(long? length)
    {
        var map = Files.OpenMutableMapped(Path);
        if (length != 0)
        {
            map.Write(0, (byte)255);
        }

        map.Close(length);
        map.IsClosed.ShouldBeTrue();
        (Platform.CallsOf("FlushMapping") + Platform.CallsOf("FlushData")).ShouldBe(1);
        new FileInfo(Path).Length.ShouldBe(length ?? Length);
        AddressSpace.MapsOf(Path).ShouldBe(0);
    }

    [Fact]
    public void A_flush_that_fails_leaves_the_map_open()
    {
        var map = Files.OpenMutableMapped(Path);
        Platform.Fail("FlushMapping", 5);
        Should.Throw<StorageException>(() => map.Close()).Code.ShouldBe(StorageErrorCode.DeviceError);
        map.IsClosed.ShouldBeFalse();
        map.IsPoisoned.ShouldBeTrue();
        Should.Throw<StorageException>(() => map.Close()).Code.ShouldBe(StorageErrorCode.Poisoned);
        map.Read<byte>(0).ShouldBe(Content[0]);
        map.Dispose();
    }

    [Fact]
    public void A_length_that_is_refused_leaves_the_map_open()
    {
        using var map = Files.OpenMutableMapped(Path);
        Should.Throw<ArgumentOutOfRangeException>(() => map.Close(-1));
        Should.Throw<StorageException>(() => map.Close(long.MaxValue));
        using (map.Lease())
        {
            Should.Throw<InvalidOperationException>(() => map.Close(10));
        }

        using var copy = Files.OpenCopyOnWrite(Path);
        Should.Throw<NotSupportedException>(() => copy.Close(10));
        OnDisk.ShouldBe(Content);
        copy.Close();
        map.Close(10);
    }

    [Fact]
    public void Dispose_flushes_only_when_asked_to()
    {
        Files.OpenMutableMapped(Path).Dispose();
        Platform.CallsOf("FlushMapping").ShouldBe(0);
        Files.OpenMutableMapped(Path, new MapOptions { FlushOnDispose = true }).Dispose();
        Platform.CallsOf("FlushMapping").ShouldBe(1);
        Files.OpenCopyOnWrite(Path, new MapOptions { FlushOnDispose = true }).Dispose();
        Files.OpenMapped(Path, new MapOptions { FlushOnDispose = true }).Dispose();
        Platform.CallsOf("FlushMapping").ShouldBe(1);
    }

    [Fact]
    public void A_flush_that_fails_on_dispose_is_reported_and_everything_is_closed()
    {
        var map = Files.OpenMutableMapped(Path, new MapOptions { FlushOnDispose = true });
        Platform.Fail("FlushMapping", 5);
        Should.Throw<StorageException>(map.Dispose).Code.ShouldBe(StorageErrorCode.DeviceError);
        OpenDescriptors.Of(Path).ShouldBe(0);
        AddressSpace.MapsOf(Path).ShouldBe(0);
    }
}
