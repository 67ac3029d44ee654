namespace Mapwright.Core.Tests.Mapping;

/// <summary>Pages that another party cut off are an error of every access that copies or reads a value.</summary>
public sealed class AccessFaultTests : MappingTest
{
    private const long Lost = 16_384;

    private static readonly Dictionary<string, Action<MutableMappedFileBase>> s_accesses = new()
    {
        ["reader, value"] = map => OfReader(map, reader => reader.Read<int>()),
        ["reader, bytes"] = map => OfReader(map, reader => reader.ReadBytes(new byte[10])),
        ["reader, varint"] = map => OfReader(map, reader => reader.ReadVarint<int>()),
        ["reader, text"] = map => OfReader(map, reader => reader.ReadPrefixedString()),
        ["writer, value"] = map => OfWriter(map, writer => writer.Write(1)),
        ["writer, bytes"] = map => OfWriter(map, writer => writer.WriteBytes([1, 2])),
        ["writer, text"] = map => OfWriter(map, writer => writer.WritePrefixedString("x")),
        ["lease, step"] = map => OfLease(map, lease => lease.Add(Lost, 1)),
        ["lease, volatile"] = map => OfLease(map, lease => lease.VolatileRead<long>(Lost)),
        ["step"] = map => map.Add(Lost, 1),
        ["exchange"] = map => map.CompareExchange(Lost, 1L, 2L),
        ["volatile"] = map => map.VolatileRead<int>(Lost),
        ["identifier"] = map => map.ReadGuid(Lost),
        ["text"] = map => map.ReadString(Lost, 10),
        ["varint"] = map => map.WriteVarint(Lost, 5),
        ["array"] = map => map.ToArray(Lost, 1000),
        ["stream"] = map => map.CopyTo(Stream.Null),
        ["zeros"] = map => map.ZeroRange(Lost, 100),
        ["prefetch"] = map => map.Prefetch(Lost, 100),
        ["wait"] = map => map.Wait(Lost, 0, TimeSpan.FromSeconds(30)),
    };

    public static TheoryData<string> Accesses() => [.. s_accesses.Keys];

    [Theory, MemberData(nameof(Accesses))]
    public void A_page_that_was_cut_off_is_an_error(string access)
    {
        using var map = Files.OpenMutableMapped(Path);
        Assert.SkipUnless(map.FaultsAreReported, "there is no fault guard here");
        using (var other = Files.OpenWrite(Path))
        {
            other.SetLength(100);
        }

        Should.Throw<StorageException>(() => s_accesses[access](map)).Code.ShouldBeOneOf(StorageErrorCode.Truncated, StorageErrorCode.MappingFault);
    }

    private static void OfReader(MutableMappedFileBase map, Action<MapReader> read)
    {
        using var reader = map.CreateReader(Lost, 1000);
        read(reader);
    }

    private static void OfWriter(MutableMappedFileBase map, Action<MapWriter> write)
    {
        using var writer = map.CreateWriter(Lost, 1000);
        write(writer);
    }

    private static void OfLease(MutableMappedFileBase map, Action<MutableMapLease> act)
    {
        using var lease = map.Lease();
        act(lease);
    }
}
