using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>Text, varints and identifiers, by the members of the map and by its cursors.</summary>
public sealed class TextTests : MappingTest
{
    [Fact]
    public void Varints_are_those_of_the_base_class_library()
    {
        using var map = Files.OpenMutableMapped(Path);
        var numbers = Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>(),
            Gen.Choose(0, 63).Select(bit => 1L << bit),
            Gen.Choose(0, 63).Select(bit => (1L << bit) - 1),
            Gen.Elements(long.MinValue, -1L));
        Prop.ForAll(numbers.ToArbitrary(), value =>
        {
            var expected = Written(writer => writer.Write7BitEncodedInt64(value));
            map.WriteVarint(100, value).ShouldBe(expected.Length);
            map.ToArray(100, expected.Length).ShouldBe(expected);
            map.ReadVarint<long>(100, out var length).ShouldBe(value);
            length.ShouldBe(expected.Length);
            map.ReadVarint<ulong>(100, out _).ShouldBe((ulong)value);

            var half = Written(writer => writer.Write7BitEncodedInt((int)value));
            using var cursor = map.CreateWriter(200, half.Length);
            cursor.WriteVarint((int)value);
            cursor.Remaining.ShouldBe(0);
            map.ToArray(200, half.Length).ShouldBe(half);
            using var reader = map.CreateReader(200, half.Length);
            reader.ReadVarint<int>().ShouldBe((int)value);
            reader.Remaining.ShouldBe(0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Varints_of_every_width_reach_from_end_to_end()
    {
        using var map = Files.OpenMutableMapped(Path);
        Bounds<sbyte>(map, 2);
        Bounds<byte>(map, 2);
        Bounds<short>(map, 3);
        Bounds<ushort>(map, 3);
        Bounds<int>(map, 5);
        Bounds<uint>(map, 5);
        Bounds<long>(map, 10);
        Bounds<ulong>(map, 10);
        Bounds<Int128>(map, 19);
        Bounds<UInt128>(map, 19);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x10 }, "it is wider than 32 bits")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "it does not end")]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 }, "it does not end within 5 bytes")]
    public void Bytes_that_are_no_varint_are_a_format_error(byte[] bytes, string why)
    {
        using var map = Files.OpenMutableMapped(Path);
        map.WriteAt(bytes, 0);
        using var reader = map.CreateReader();

        Should.Throw<FormatException>(() => map.ReadVarint<int>(0, out _), why);
        Should.Throw<FormatException>(() => reader.ReadVarint<uint>(), why);
        Should.Throw<FormatException>(() => map.ReadPrefixedString(0, out _), why);
        reader.Position.ShouldBe(0);
    }

    [Fact]
    public void Prefixed_text_is_that_of_the_base_class_library()
    {
        using var map = Files.OpenMutableMapped(Path);
        var texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Where(text => text is not null && IsText(text)),
            Gen.Choose(0, 3000).Select(length => new string('ż', length)),
            Gen.Elements("", "\0", new string('x', 127), new string('x', 128), "a🙂b"));
        Prop.ForAll(texts.ToArbitrary(), value =>
        {
            var expected = Written(writer => writer.Write(value));
            map.WritePrefixedString(7, value).ShouldBe(expected.Length);
            map.ToArray(7, expected.Length).ShouldBe(expected);
            map.ReadPrefixedString(7, out var length).ShouldBe(value);
            length.ShouldBe(expected.Length);

            using var writer = map.CreateWriter(9_000, expected.Length);
            writer.WritePrefixedString(value);
            writer.Remaining.ShouldBe(0);
            using var reader = map.CreateReader(9_000, expected.Length);
            reader.ReadPrefixedString().ShouldBe(value);
            reader.Remaining.ShouldBe(0);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 5)]
    [InlineData("żółw", 7)]
    [InlineData("żółw", 8)]
    [InlineData("żółw", 1000)]
    public void A_field_is_filled_up_with_zeros(string value, int length)
    {
        using var map = Files.OpenMutableMapped(Path);
        map.WriteString(11, length, value);
        map.ToArray(11, length).ShouldBe([.. Encoding.UTF8.GetBytes(value), .. new byte[length - Encoding.UTF8.GetByteCount(value)]]);
        map.ReadString(11, length).ShouldBe(value);
        map.Read<byte>(10).ShouldBe(Content[10]);
        map.Read<byte>(11 + length).ShouldBe(Content[11 + length]);

        using var writer = map.CreateWriter(11, length);
        writer.WriteString(length, value);
        using var reader = map.CreateReader(11, length);
        reader.ReadString(length).ShouldBe(value);
        reader.Remaining.ShouldBe(0);
    }

    [Fact]
    public void Text_that_does_not_fit_its_field_is_refused()
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            using var writer = map.CreateWriter();
            Should.Throw<ArgumentException>(() => map.WriteString(0, 6, "żółw")).ParamName.ShouldBe("value");
            Should.Throw<ArgumentException>(() => writer.WriteString(6, "żółw"));
            writer.Position.ShouldBe(0);
        }

        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void Text_that_has_no_utf8_is_refused_and_not_replaced()
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            Should.Throw<ArgumentException>(() => map.WritePrefixedString(0, "\uD800"));
            Should.Throw<ArgumentException>(() => map.WriteString(0, 10, "a\uDC00"));
        }

        OnDisk.ShouldBe(Content);
        using var bad = Files.OpenMutableMapped(Path);
        bad.WriteAt([2, 0xC3, 0x28], 0);
        Should.Throw<FormatException>(() => bad.ReadPrefixedString(0, out _));
        Should.Throw<FormatException>(() => bad.ReadString(1, 2));
    }

    [Theory]
    [InlineData(Length - 3)]
    [InlineData(Length)]
    [InlineData(Length + 1)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void What_does_not_fit_the_mapping_is_out_of_range(long offset)
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            Should.Throw<ArgumentOutOfRangeException>(() => map.WriteString(offset, 4, "abc"));
            Should.Throw<ArgumentOutOfRangeException>(() => map.WritePrefixedString(offset, "abc"));
            Should.Throw<ArgumentOutOfRangeException>(() => map.WriteVarint(offset, uint.MaxValue));
            Should.Throw<ArgumentOutOfRangeException>(() => map.WriteGuid(offset, default));
            Should.Throw<ArgumentOutOfRangeException>(() => map.ReadString(offset, 4));
            Should.Throw<ArgumentOutOfRangeException>(() => map.ReadGuid(offset));
        }

        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void What_ends_behind_the_mapping_is_out_of_range()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.WriteAt([0xFF, 0xFF], Length - 2);
        map.WriteAt([3, (byte)'a', (byte)'b'], Length - 5);
        map.WriteAt([5, (byte)'a', (byte)'b', (byte)'c'], Length - 9);
        using var reader = map.CreateReader(Length - 9, 5);

        Should.Throw<ArgumentOutOfRangeException>(() => map.ReadVarint<int>(Length - 2, out _));
        Should.Throw<ArgumentOutOfRangeException>(() => map.ReadVarint<int>(Length, out _));
        Should.Throw<ArgumentOutOfRangeException>(() => reader.ReadPrefixedString());
        reader.Position.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => map.ReadString(0, -1)).ParamName.ShouldBe("length");
    }

    [Fact]
    public void An_identifier_is_laid_out_either_way()
    {
        using var map = Files.OpenMutableMapped(Path);
        var value = Guid.NewGuid();
        map.WriteGuid(1, value);
        map.WriteGuid(17, value, bigEndian: true);
        map.ToArray(1, 16).ShouldBe(value.ToByteArray());
        map.ToArray(17, 16).ShouldBe(value.ToByteArray(bigEndian: true));
        map.ReadGuid(1).ShouldBe(value);
        map.ReadGuid(17, bigEndian: true).ShouldBe(value);

        using var writer = map.CreateWriter(100, 32);
        writer.WriteGuid(value);
        writer.WriteGuid(value, bigEndian: true);
        map.ToArray(100, 32).ShouldBe(map.ToArray(1, 32));
        using var reader = map.CreateReader(100, 32);
        reader.ReadGuid().ShouldBe(value);
        reader.ReadGuid(bigEndian: true).ShouldBe(value);
    }

    private static void Bounds<T>(MutableMappedFileBase map, int length)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        map.WriteVarint(Length - length, T.AllBitsSet).ShouldBe(length);
        map.ReadVarint<T>(Length - length, out var read).ShouldBe(T.AllBitsSet);
        read.ShouldBe(length);
        foreach (var value in new[] { T.MinValue, T.MaxValue, T.Zero, T.One })
        {
            var written = map.WriteVarint(0, value);
            map.ReadVarint<T>(0, out read).ShouldBe(value);
            read.ShouldBe(written);
        }
    }

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        return stream.ToArray();
    }

    private static bool IsText(string text)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
