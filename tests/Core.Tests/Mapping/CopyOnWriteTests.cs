namespace Mapwright.Core.Tests.Mapping;

public sealed class CopyOnWriteTests : MappingTest
{
    [Fact]
    public void Writes_are_seen_by_the_mapping_and_never_reach_the_file()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.IsCopyOnWrite.ShouldBeTrue();
        map.WriteAt(new byte[5_000], 100);
        map.Fill(6_000, 10, 7);
        map.Write(7_000, 0x0102030405060708L);
        map.Span[8_000] = 255;
        map.Flush();
        map.FlushRange(0, 100);
        Platform.CallsOf("FlushMapping").ShouldBe(0);
        OnDisk.ShouldBe(Content);

        var expected = (byte[])Content.Clone();
        expected.AsSpan(100, 5_000).Clear();
        expected.AsSpan(6_000, 10).Fill(7);
        BitConverter.TryWriteBytes(expected.AsSpan(7_000), 0x0102030405060708L);
        expected[8_000] = 255;
        map.ToArray().ShouldBe(expected);
    }

    [Fact]
    public void The_right_to_write_is_not_needed()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.IsReadOnly.ShouldBeTrue();
        map.WriteAt([255], 0);
        map.Read<byte>(0).ShouldBe((byte)255);
    }

    [Fact]
    public void The_length_is_fixed()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        Should.Throw<NotSupportedException>(() => map.SetLength(1));
        new FileInfo(Path).Length.ShouldBe(Length);
    }

    [Fact]
    public void Bounds_of_a_flush_are_checked_though_it_does_nothing()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        Should.Throw<ArgumentOutOfRangeException>(() => map.FlushRange(Length, 1));
    }

    [Fact]
    public void A_poisoned_file_does_not_refuse_private_writes()
    {
        using var shared = Files.OpenMutableMapped(Path);
        using var map = Files.OpenCopyOnWrite(Path);
        Platform.Fail("FlushMapping", 5);
        Should.Throw<StorageException>(shared.Flush);
        map.WriteAt([255], 0);
        map.Write(1, (byte)254);
        map.Span[..2].ToArray().ShouldBe([255, 254]);
    }
}
