using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>Every number, in each byte order, by the members of the map, of its leases and of its cursors.</summary>
public sealed class NumberTests : MappingTest
{
    private const int At = 4_093;

    private static readonly Number[] s_numbers =
    [
        Of<sbyte>(-5, sbyte.MinValue, sbyte.MaxValue),
        Of<byte>(250, byte.MinValue, byte.MaxValue),
        Of('ż', char.MinValue, char.MaxValue),
        Of<short>(-12_345, short.MinValue, short.MaxValue),
        Of<ushort>(54_321, ushort.MinValue, ushort.MaxValue),
        Of(-123_456_789, int.MinValue, int.MaxValue),
        Of(3_123_456_789u, uint.MinValue, uint.MaxValue),
        Of(-1_234_567_890_123_456_789L, long.MinValue, long.MaxValue),
        Of(11_234_567_890_123_456_789UL, ulong.MinValue, ulong.MaxValue),
        Of(Int128.Parse("-98765432109876543210987654321098765"), Int128.MinValue, Int128.MaxValue),
        Of(UInt128.Parse("298765432109876543210987654321098765432"), UInt128.MinValue, UInt128.MaxValue),
        Of((nint)(-77), nint.MinValue, nint.MaxValue),
        Of((nuint)77, nuint.MinValue, nuint.MaxValue),
        Of((Half)(-1.5), Half.MinValue, Half.MaxValue, Half.Epsilon, Half.NegativeInfinity),
        Of(MathF.PI, float.MinValue, float.MaxValue, float.Epsilon, float.NegativeInfinity),
        Of(-Math.E, double.MinValue, double.MaxValue, double.Epsilon, double.NegativeInfinity),
    ];

    public static TheoryData<string, Access, Order> Cases() =>
    [
        .. from number in s_numbers
           from access in Enum.GetValues<Access>()
           from order in Enum.GetValues<Order>()
           select (number.Name, access, order),
    ];

    public enum Access
    {
        Map,
        Lease,
        Cursor,
    }

    public enum Order
    {
        Machine,
        LittleEndian,
        BigEndian,
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_number_is_written_and_read_back(string number, Access access, Order order)
    {
        using var map = Files.OpenMutableMapped(Path);
        s_numbers.Single(known => known.Name == number).RoundTrip(map, access, order);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_number_that_does_not_fit_is_out_of_range_and_nothing_is_written(string number, Access access, Order order)
    {
        using (var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 3 }))
        {
            s_numbers.Single(known => known.Name == number).IsRefusedOutside(map, access, order);
        }

        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void Numbers_are_laid_out_as_the_base_class_library_has_them()
    {
        using var map = Files.OpenMutableMapped(Path);
        var place = ArbMap.Default.GeneratorFor<ushort>().Select(offset => offset % (Length - 16L));
        Prop.ForAll(place.ToArbitrary(), ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<ulong>(), (offset, one, two) =>
        {
            var expected = new byte[16];
            BinaryPrimitives.WriteInt64BigEndian(expected, one);
            BinaryPrimitives.WriteDoubleLittleEndian(expected.AsSpan(8), BitConverter.UInt64BitsToDouble(two));
            map.WriteBigEndian(offset, one);
            map.WriteLittleEndian(offset + 8, BitConverter.UInt64BitsToDouble(two));
            map.Slice(offset, 16).ToArray().ShouldBe(expected);
            map.ReadBigEndian<UInt128>(offset).ShouldBe(BinaryPrimitives.ReadUInt128BigEndian(expected));
            map.ReadLittleEndian<int>(offset + 3).ShouldBe(BinaryPrimitives.ReadInt32LittleEndian(expected.AsSpan(3)));

            using var writer = map.CreateWriter(offset, 16);
            writer.WriteLittleEndian((uint)one);
            writer.WriteBigEndian((ushort)one);
            BinaryPrimitives.WriteUInt32LittleEndian(expected, (uint)one);
            BinaryPrimitives.WriteUInt16BigEndian(expected.AsSpan(4), (ushort)one);
            map.Slice(offset, 16).ToArray().ShouldBe(expected);
        }).QuickCheckThrowOnFailure();
    }

    private static Number<T> Of<T>(params T[] values)
        where T : unmanaged, IBinaryNumber<T> => new(values);

    private abstract class Number
    {
        public abstract string Name { get; }

        public abstract void RoundTrip(MutableMappedFileBase map, Access access, Order order);

        public abstract void IsRefusedOutside(MutableMappedFileBase map, Access access, Order order);
    }

    private sealed class Number<T>(T[] values) : Number
        where T : unmanaged, IBinaryNumber<T>
    {
        private static readonly int s_size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

        public override string Name => typeof(T).Name;

        public override void RoundTrip(MutableMappedFileBase map, Access access, Order order)
        {
            BitConverter.IsLittleEndian.ShouldBeTrue("the expectations below are those of such a machine");
            foreach (var value in values)
            {
                var expected = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
                if (order == Order.BigEndian)
                {
                    Array.Reverse(expected);
                }

                map.ZeroRange(At - 1, s_size + 2);
                Write(map, access, order, At, value);
                map.Slice(At - 1, s_size + 2).ToArray().ShouldBe([0, .. expected, 0]);
                Read(map, access, order, At).ShouldBe(value);
            }
        }

        public override void IsRefusedOutside(MutableMappedFileBase map, Access access, Order order)
        {
            Read(map, access, order, map.Length - s_size);
            foreach (var offset in new[] { map.Length - s_size + 1, map.Length, -1, long.MinValue, long.MaxValue, long.MaxValue - s_size + 1 })
            {
                Should.Throw<ArgumentOutOfRangeException>(() => Read(map, access, order, offset));
                Should.Throw<ArgumentOutOfRangeException>(() => Write(map, access, order, offset, values[0]));
            }
        }

        private static T Read(MutableMappedFileBase map, Access access, Order order, long offset)
        {
            using var lease = map.Lease();
            using var reader = map.CreateReader();
            if (access == Access.Cursor)
            {
                reader.Position = offset;
            }

            var value = (access, order) switch
            {
                (Access.Map, Order.Machine) => map.Read<T>(offset),
                (Access.Map, Order.LittleEndian) => map.ReadLittleEndian<T>(offset),
                (Access.Map, _) => map.ReadBigEndian<T>(offset),
                (Access.Lease, Order.Machine) => lease.Read<T>(offset),
                (Access.Lease, Order.LittleEndian) => lease.ReadLittleEndian<T>(offset),
                (Access.Lease, _) => lease.ReadBigEndian<T>(offset),
                (_, Order.Machine) => reader.Read<T>(),
                (_, Order.LittleEndian) => reader.ReadLittleEndian<T>(),
                _ => reader.ReadBigEndian<T>(),
            };
            reader.Position.ShouldBe(access == Access.Cursor ? offset + s_size : 0);
            return value;
        }

        private static void Write(MutableMappedFileBase map, Access access, Order order, long offset, T value)
        {
            using var lease = map.Lease();
            using var writer = map.CreateWriter();
            if (access == Access.Cursor)
            {
                writer.Position = offset;
            }

            Action write = (access, order) switch
            {
                (Access.Map, Order.Machine) => () => map.Write(offset, value),
                (Access.Map, Order.LittleEndian) => () => map.WriteLittleEndian(offset, value),
                (Access.Map, _) => () => map.WriteBigEndian(offset, value),
                (Access.Lease, Order.Machine) => () => lease.Write(offset, value),
                (Access.Lease, Order.LittleEndian) => () => lease.WriteLittleEndian(offset, value),
                (Access.Lease, _) => () => lease.WriteBigEndian(offset, value),
                (_, Order.Machine) => () => writer.Write(value),
                (_, Order.LittleEndian) => () => writer.WriteLittleEndian(value),
                _ => () => writer.WriteBigEndian(value),
            };
            write();
            writer.Position.ShouldBe(access == Access.Cursor ? offset + s_size : 0);
        }
    }
}
