using System.Numerics;
using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Mapping;

public sealed class ValueTests : MappingTest
{
    [Fact]
    public void Every_number_is_written_and_read_in_both_byte_orders()
    {
        RoundTrip<sbyte>(-5);
        RoundTrip<byte>(250);
        RoundTrip('ż');
        RoundTrip<short>(-12_345);
        RoundTrip<ushort>(54_321);
        RoundTrip(-123_456_789);
        RoundTrip(3_123_456_789u);
        RoundTrip(-1_234_567_890_123_456_789L);
        RoundTrip(11_234_567_890_123_456_789UL);
        RoundTrip(Int128.Parse("-98765432109876543210987654321098765"));
        RoundTrip(UInt128.Parse("298765432109876543210987654321098765432"));
        RoundTrip((nint)(-77));
        RoundTrip((nuint)77);
        RoundTrip((Half)(-1.5));
        RoundTrip(MathF.PI);
        RoundTrip(-Math.E);
    }

    [Fact]
    public void A_structure_is_read_as_it_lies()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.Write(4_093, new Pair(7, 8));
        map.Read<int>(4_093).ShouldBe(7);
        map.Read<Pair>(4_093).ShouldBe(new Pair(7, 8));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-8)]
    [InlineData(Length - 7)]
    [InlineData(Length)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_value_that_is_not_inside_is_refused(long offset)
    {
        using var map = Files.OpenMutableMapped(Path);
        using var lease = map.Lease();
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<long>(offset));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Write(offset, 1L));
        Should.Throw<ArgumentOutOfRangeException>(() => lease.Read<long>(offset));
        Should.Throw<ArgumentOutOfRangeException>(() => lease.Write(offset, 1L));
        OnDisk.ShouldBe(Content);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_value_longer_than_the_mapping_is_refused(long offset)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Length = 2 });
        using var lease = map.Lease();
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<long>(offset));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Write(offset, 1L));
        Should.Throw<ArgumentOutOfRangeException>(() => lease.Read<long>(offset));
    }

    [Fact]
    public void The_last_value_is_inside()
    {
        using var map = Files.OpenMapped(Path);
        map.Read<long>(Length - 8).ShouldBe(BitConverter.ToInt64(Content, Length - 8));
    }

    private void RoundTrip<T>(T value)
        where T : unmanaged, IBinaryNumber<T>
    {
        // Little endian is how this machine has it, big endian the reverse.
        BitConverter.IsLittleEndian.ShouldBeTrue();
        var little = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
        using var map = Files.OpenMutableMapped(Path);

        map.WriteLittleEndian(4_093, value);
        map.Slice(4_093, little.Length).ToArray().ShouldBe(little);
        map.ReadLittleEndian<T>(4_093).ShouldBe(value);
        map.Read<T>(4_093).ShouldBe(value);

        map.WriteBigEndian(8_191, value);
        map.Slice(8_191, little.Length).ToArray().ShouldBe(little.Reverse());
        map.ReadBigEndian<T>(8_191).ShouldBe(value);
    }

    private readonly record struct Pair(int First, long Second);
}
