using System.Buffers;
using System.Runtime.CompilerServices;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>Memory, sequences and pointers to mapped bytes.</summary>
public sealed class ViewTests : MappingTest
{
    [Fact]
    public void Memory_is_the_mapping_itself()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.Memory.ToArray().ShouldBe(Content);
        map.AsMemory(10, 5).Span[4] = 200;
        map.Read<byte>(14).ShouldBe((byte)200);
        map.AsMemory(Length, 0).IsEmpty.ShouldBeTrue();
        map.Cast<int>(1, 3)[2].ShouldBe(BitConverter.ToInt32(Content, 9));
        map.Cast<int>(1, 3)[0] = 5;
        map.Read<int>(1).ShouldBe(5);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(Length, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, Length)]
    public void A_view_that_is_not_inside_is_out_of_range(long offset, int length)
    {
        using var map = Files.OpenMapped(Path);
        Should.Throw<ArgumentOutOfRangeException>(() => map.AsMemory(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Cast<byte>(offset, length).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => map.ToArray(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Cast<long>(0, int.MaxValue).Length).ParamName.ShouldBe("count");
    }

    [Fact]
    public void Memory_of_a_disposed_map_is_refused_and_never_met()
    {
        var map = Files.OpenMutableMapped(Path);
        var memory = map.Memory;
        map.Dispose();
        Should.Throw<ObjectDisposedException>(() => memory.Span.Length);
        Should.Throw<ObjectDisposedException>(() => memory.Pin());
        Should.Throw<ObjectDisposedException>(() => map.Memory);
        Should.Throw<ObjectDisposedException>(() => map.AsSequence());
    }

    [Fact]
    public unsafe void A_pin_holds_the_file_behind_the_memory()
    {
        var map = Files.OpenMutableMapped(Path);
        var memory = map.AsMemory(100, 50);
        var pin = memory[20..].Pin();
        Should.Throw<InvalidOperationException>(() => map.SetLength(10));
        map.Dispose();

        ((byte*)pin.Pointer)[1] = 222;
        memory.Span[21].ShouldBe((byte)222);
        OnDisk[121].ShouldBe((byte)222);
        pin.Dispose();
        Should.Throw<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public unsafe void The_pointer_is_the_first_byte()
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 77 });
        using var lease = map.Lease();
        map.Pointer[5].ShouldBe(Content[82]);
        map.Pointer[5] = 1;
        map.Read<byte>(5).ShouldBe((byte)1);
    }

    [Fact]
    public void Memory_keeps_the_addresses_of_a_forgotten_map()
    {
        var memory = Forgotten();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        memory.Span.SequenceEqual(Content).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 0, 16)]
    [InlineData(0, 16, 16)]
    [InlineData(0, 17, 16)]
    [InlineData(3, 4096, 1000)]
    [InlineData(0, Length, 4096)]
    public void A_sequence_shows_all_bytes_in_order(long offset, long length, int segmentLength)
    {
        using var map = Files.OpenMapped(Path);
        using var lease = map.Lease();
        var sequence = MapSequence.Of(lease.Region, offset, length, segmentLength);
        sequence.Length.ShouldBe(length);
        sequence.ToArray().ShouldBe(Content.AsSpan((int)offset, (int)length).ToArray());
        var segments = 0;
        foreach (var segment in sequence)
        {
            segments += segment.IsEmpty ? 0 : 1;
        }

        segments.ShouldBe((int)((length + segmentLength - 1) / segmentLength));
        map.AsSequence(offset, length).ToArray().ShouldBe(sequence.ToArray());
    }

    [Fact]
    public void A_sequence_reaches_over_more_than_a_span_can()
    {
        const long Large = (5L << 30) + 3;
        var path = Folder.File("large");
        using var map = Files.CreateMutableMapped(path, Large);
        map.Write<byte>(Large - 1, 9);
        map.Write<byte>((1L << 30) - 1, 7);
        map.Write<byte>(1L << 30, 8);

        var sequence = map.AsSequence();
        sequence.Length.ShouldBe(Large);
        sequence.Slice(Large - 1).FirstSpan[0].ShouldBe((byte)9);
        sequence.Slice((1L << 30) - 1, 2).ToArray().ShouldBe([7, 8]);
        Should.Throw<InvalidOperationException>(() => map.Memory);
        Should.Throw<InvalidOperationException>(() => map.Span.Length);
        using var reader = map.CreateReader();
        reader.Position = Large - 1;
        reader.Read<byte>().ShouldBe((byte)9);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlyMemory<byte> Forgotten() => Files.OpenMapped(Path).Memory;
}
