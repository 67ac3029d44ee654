using System.Buffers;
using System.Text.Json;

namespace Mapwright.Core.Tests.Mapping;

public sealed class CursorTests : MappingTest
{
    [Fact]
    public void A_reader_goes_from_front_to_back()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 5 });
        using var reader = map.CreateReader(10, 100);
        reader.Length.ShouldBe(100);
        reader.Read<byte>().ShouldBe(Content[15]);
        var bytes = new byte[20];
        reader.ReadBytes(bytes);
        bytes.ShouldBe(Content[16..36]);
        reader.ReadSpan(4).ToArray().ShouldBe(Content[36..40]);
        reader.Skip(5);
        reader.Position.ShouldBe(30);
        reader.Remaining.ShouldBe(70);
        reader.ReadSpan(70).ToArray().ShouldBe(Content[45..115]);
        reader.Position = 2;
        reader.Read<byte>().ShouldBe(Content[17]);
    }

    [Fact]
    public void A_reader_ends_where_its_interval_does()
    {
        using var map = Files.OpenMapped(Path);
        using var reader = map.CreateReader(10, 7);
        reader.Position = 1;
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Read<long>());
        Should.Throw<ArgumentOutOfRangeException>(() => reader.ReadBytes(new byte[7]));
        Should.Throw<ArgumentOutOfRangeException>(() => reader.ReadSpan(7).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => reader.ReadSpan(-1).Length);
        Should.Throw<ArgumentOutOfRangeException>(() => reader.ReadString(7));
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Skip(7));
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Skip(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Position = 8);
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Position = -1);
        reader.Position.ShouldBe(1);
        reader.Skip(6);
        reader.Remaining.ShouldBe(0);
        reader.ReadBytes([]);
        Should.Throw<ArgumentOutOfRangeException>(() => reader.ReadVarint<int>());
    }

    [Fact]
    public void A_writer_writes_its_interval_and_nothing_else()
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            using var writer = map.CreateWriter(10, 20);
            writer.Write((byte)77);
            writer.WriteBytes([1, 2, 3]);
            writer.Advance(2);
            writer.GetSpan(4)[..4].Fill(9);
            writer.Advance(4);
            writer.Position.ShouldBe(10);
            writer.GetMemory().Length.ShouldBe(10);
            writer.GetMemory(10).Span[9] = 55;
            Should.Throw<ArgumentOutOfRangeException>(() => writer.GetSpan(11).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => writer.GetSpan(-1).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => writer.Advance(11));
            Should.Throw<ArgumentOutOfRangeException>(() => writer.Advance(-1));
            Should.Throw<ArgumentOutOfRangeException>(() => writer.WriteBytes(new byte[11]));
            Should.Throw<ArgumentOutOfRangeException>(() => writer.Write(default(Int128)));
            writer.Advance(10);
            Should.Throw<ArgumentOutOfRangeException>(() => writer.GetSpan().Length);
            Should.Throw<ArgumentOutOfRangeException>(() => writer.GetMemory().Length);
        }

        OnDisk.ShouldBe([.. Content[..10], 77, 1, 2, 3, .. Content[14..16], 9, 9, 9, 9, .. Content[20..29], 55, .. Content[30..]]);
    }

    [Fact]
    public void A_writer_takes_what_writes_into_buffers()
    {
        using var map = Files.OpenMutableMapped(Path);
        using var writer = map.CreateWriter();
        using (var json = new Utf8JsonWriter(writer))
        {
            JsonSerializer.Serialize(json, new int[] { 1, 22, 333 });
        }

        writer.Position.ShouldBe("[1,22,333]".Length);
        map.ReadString(0, (int)writer.Position).ShouldBe("[1,22,333]");
    }

    [Fact]
    public void A_cursor_holds_the_mapping()
    {
        var map = Files.OpenMutableMapped(Path);
        var reader = map.CreateReader();
        var writer = map.CreateWriter();
        Should.Throw<InvalidOperationException>(() => map.SetLength(10));
        map.Dispose();

        writer.Write(123);
        reader.Read<int>().ShouldBe(123);
        OnDisk[0].ShouldBe((byte)123);
        reader.Dispose();
        reader.Dispose();
        Should.Throw<ObjectDisposedException>(() => reader.Read<int>());
        Should.Throw<ObjectDisposedException>(() => reader.ReadBytes(new byte[1]));
        Should.Throw<ObjectDisposedException>(() => reader.ReadPrefixedString());
        writer.Dispose();
        Should.Throw<ObjectDisposedException>(() => writer.Write(1));
        Should.Throw<ObjectDisposedException>(() => writer.GetSpan().Length);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, Length + 1)]
    [InlineData(Length, 1)]
    [InlineData(1, long.MaxValue)]
    public void An_interval_that_is_not_inside_is_out_of_range_and_holds_nothing(long offset, long length)
    {
        using var map = Files.OpenMutableMapped(Path);
        Should.Throw<ArgumentOutOfRangeException>(() => map.CreateReader(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => map.CreateWriter(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => map.AsSequence(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => map.AsStream(offset, length));
        Should.NotThrow(() => map.SetLength(Length + 1));
    }

    [Fact]
    public void A_cursor_of_a_disposed_map_is_refused()
    {
        var map = Files.OpenMutableMapped(Path);
        map.Dispose();
        Should.Throw<ObjectDisposedException>(() => map.CreateReader());
        Should.Throw<ObjectDisposedException>(() => map.CreateWriter());
        Should.Throw<ObjectDisposedException>(() => map.CreateWriter(0, 1));
    }
}
