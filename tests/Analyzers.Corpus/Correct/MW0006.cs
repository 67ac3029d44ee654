using Mapwright;
using Mapwright.Pooled;

using var first = MutableMappedFile.Create("a.bin", 4096);
var kept = first.Memory; // right: the map lives as long
Console.WriteLine(kept.Length);

class Returned
{
    ReadOnlySpan<byte> OfAParameter(MappedFile map) => map.Span; // right: the caller owns the map

    ReadOnlyMemory<byte> OfAParametersSlice(MappedFile map, long offset) => map.AsMemory(offset, 16)[4..]; // right: the caller owns the map

    byte[] ACopy(string path)
    {
        using var map = MappedFile.Open(path);
        return map.ToArray(); // right: a copy
    }

    ReadOnlyMemory<byte> ACopyAsMemory(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Span.ToArray(); // right: a copy
    }

    int AValue(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Span[0]; // right: a value
    }

    string Text(string path)
    {
        using var map = MappedFile.Open(path);
        return Convert.ToHexString(map.Slice(0, 16)); // right: a string
    }

    MapLease ALease(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Lease(); // right: a lease keeps the mapping
    }

    MapReader ACursor(string path)
    {
        using var map = MappedFile.Open(path);
        return map.CreateReader(); // right: a cursor keeps the mapping
    }

    (MappedFile, ReadOnlyMemory<byte>) Both(string path)
    {
        var map = MappedFile.Open(path);
        return (map, map.Memory); // right: the map goes along
    }

    Stream AStream(string path)
    {
        var file = StorageFile.OpenRead(path);
        return file.AsStream(ownsFile: true); // right: the stream owns the file
    }

    Stream ByTheCaller(StorageFile file) => file.AsStream(); // right: the caller owns the file

    IEnumerable<byte> Iterated(string path)
    {
        using var map = MappedFile.Open(path);
        foreach (var value in map.ToArray())
        {
            yield return value; // right: a value
        }
    }

    bool Matches(string path, ReadOnlySpan<byte> expected)
    {
        using var map = MappedFile.Open(path);
        var span = map.Span;
        return span.SequenceEqual(expected); // right: a bool
    }
}

class Stored(MappedFile map) : IDisposable
{
    private readonly ReadOnlyMemory<byte> _header = map.AsMemory(0, 16); // right: the object owns the map
    private ReadOnlyMemory<byte> _body;
    private MappedFile? _other;

    void BesideTheMap(string path)
    {
        _other = MappedFile.Open(path);
        _body = _other.Memory; // right: the field of the map lives as long
    }

    void OfOurMap() => _body = map.AsMemory(16, 100); // right: the object owns the map

    void TheMapGoesAlong(string path, Dictionary<MappedFile, ReadOnlyMemory<byte>> index)
    {
        var opened = MappedFile.Open(path);
        index.Add(opened, opened.Memory); // right: the map is kept too
    }

    int Count(string path)
    {
        using var opened = MappedFile.Open(path);
        var parts = new List<ReadOnlyMemory<byte>> { opened.Memory }; // right: the list ends with the method
        return parts.Count;
    }

    int Total => _header.Length + _body.Length;

    public void Dispose()
    {
        _other?.Dispose();
        map.Dispose();
    }
}

class Made
{
    private readonly ReadOnlyMemory<byte> _header;

    public Made(string path)
    {
        var map = MappedFile.Open(path);
        try
        {
            _header = map.AsMemory(0, 16); // right: where the map is disposed, nobody gets this object
            Console.WriteLine(_header.Length);
        }
        catch (IOException)
        {
            map.Dispose();
            throw;
        }
    }
}

class Kept
{
    private MappedFile? _map;

    ReadOnlyMemory<byte> UnlessItFailed(string path)
    {
        var map = MappedFile.Open(path);
        var ok = false;
        try
        {
            _map = map;
            ok = true;
            return map.Memory; // right: it is disposed only when this fails
        }
        finally
        {
            if (!ok)
            {
                map.Dispose();
            }
        }
    }

    ReadOnlyMemory<byte> UnlessItIsNotKept(string path)
    {
        var map = MappedFile.Open(path);
        try
        {
            Interlocked.CompareExchange(ref _map, map, null);
            return map.Memory; // right: who has the map decides
        }
        finally
        {
            if (_map is null)
            {
                map.Dispose();
            }
        }
    }
}

class Captured
{
    int Now(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        var count = () => memory.Length; // right: called before the using ends
        return count();
    }

    async Task Awaited(string path)
    {
        await using var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        await Task.Run(() => Console.WriteLine(memory.Length)); // right: awaited inside of the using
    }

    int Queried(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        return Enumerable.Range(0, 10).Sum(i => memory.Span[i]); // right: Sum runs at once
    }

    void Blocks(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        Parallel.For(0, 4, i => Console.WriteLine(memory.Span[i])); // right: Parallel ends before the using does
    }

    Func<int> OfAParameter(MappedFile map)
    {
        var memory = map.Memory;
        return () => memory.Length; // right: the caller owns the map
    }
}

class MadeOfAView
{
    ReadOnlyMemory<byte> Unpacked(string path)
    {
        using var map = MappedFile.Open(path);
        return Unpack(map.Span); // right: memory cannot be that of a span
    }

    ReadOnlyMemory<byte> Copied(string path)
    {
        using var map = MappedFile.Open(path);
        return Copy(map.Memory); // right: the method has returned bytes of its own
    }

    ReadOnlySpan<byte> OfASpan(string path)
    {
        using var map = MappedFile.Open(path);
        return Name(map.Memory); // right: the method may return anything
    }

    int Counted(string path)
    {
        using var map = MappedFile.Open(path);
        var content = new { Bytes = map.Memory }; // right: an object that ends with the method
        return content.Bytes.Length;
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlySpan<byte> packed) => new byte[2 * packed.Length];

    private static ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> source) => source.ToArray();

    private static ReadOnlySpan<byte> Name(ReadOnlyMemory<byte> source) => source.IsEmpty ? "none"u8 : "some"u8;
}

class InALocalObject
{
    private sealed record Part(string Name)
    {
        public ReadOnlyMemory<byte> Bytes { get; init; }
    }

    int AnInitializer(string path)
    {
        using var map = MappedFile.Open(path);
        var part = new Part("a") { Bytes = map.Memory }; // right: an object that ends with the method
        return part.Bytes.Length;
    }

    int AWith(string path, string name)
    {
        using var map = MappedFile.Open(path);
        var part = new Part("a") with { Bytes = map.Memory }; // right: an object that ends with the method
        return part.Bytes.Length + name.Length;
    }

    int Nested(string path)
    {
        using var map = MappedFile.Open(path);
        var content = new { Inner = new { Bytes = map.Memory } }; // right: an object that ends with the method
        return content.Inner.Bytes.Length;
    }

    int Grouped(string path, int[] offsets)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        return offsets.Select(offset => new { Bytes = memory[offset..] }).Sum(part => part.Bytes.Span[0]); // right: objects that end with the method
    }
}

class Rendered
{
    ReadOnlyMemory<byte> Rented(string path)
    {
        using var map = MappedFile.Open(path);
        var bytes = new Memory<byte>(new byte[16]);
        map.Memory[..16].CopyTo(bytes);
        return bytes; // right: bytes of its own
    }

    ReadOnlySpan<char> Text(string path)
    {
        using var map = MappedFile.Open(path);
        return System.Text.Encoding.UTF8.GetString(map.Span).AsSpan().Trim(); // right: of a string
    }

    ReadOnlyMemory<byte> Chosen(string path, ReadOnlyMemory<byte> none)
    {
        using var map = MappedFile.Open(path);
        return map.Length > 0 ? map.Memory.ToArray() : none; // right: a copy, or the parameter
    }

    Func<byte> First(string path)
    {
        using var map = MappedFile.Open(path);
        var first = map.Span[0];
        return () => first; // right: a value
    }
}
