using Mapwright;
using Mapwright.Pooled;

Memory<byte> kept;
using (var first = MutableMappedFile.Create("a.bin", 4096))
{
    kept = first.Memory; // out of reach: MW0005 reports the use that follows
    first.Flush();
}

Console.WriteLine(kept.Length);

class Returned
{
    ReadOnlySpan<byte> Span(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Span; // MW0006
    }

    ReadOnlyMemory<byte> Memory(string path)
    {
        using (var map = MappedFile.Open(path))
        {
            return map.Memory; // MW0006
        }
    }

    ReadOnlyMemory<byte> ByAVariable(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.AsMemory(0, 16);
        return memory; // MW0006
    }

    ReadOnlySpan<int> Cast(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Cast<int>(0, 16); // MW0006
    }

    async Task<ReadOnlyMemory<byte>> MemoryAsync(string path, CancellationToken cancel)
    {
        await using var map = await MappedFile.OpenAsync(path, cancellationToken: cancel);
        return map.Memory; // MW0006
    }

    Stream Stream(string path)
    {
        using var file = StorageFile.OpenRead(path);
        return file.AsStream(); // MW0006
    }

    System.IO.Pipelines.PipeReader Pipe(string path)
    {
        using var file = StorageFile.OpenRead(path);
        return file.AsPipeReader(); // MW0006
    }

    System.Buffers.ReadOnlySequence<byte> Sequence(string path)
    {
        using var map = MappedFile.Open(path);
        return map.AsSequence(); // MW0006
    }

    unsafe byte* Pointer(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Pointer; // MW0006
    }

    ReadOnlySpan<byte> OfALease(MappedFile map)
    {
        using var lease = map.Lease();
        return lease.Span; // MW0006
    }

    ReadOnlyMemory<byte> InFinally(string path)
    {
        var map = MappedFile.Open(path);
        try
        {
            return map.Memory; // MW0006
        }
        finally
        {
            map.Dispose();
        }
    }

    ReadOnlyMemory<byte> Sliced(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Memory[4..8]; // MW0006
    }

    ReadOnlyMemory<byte> Chosen(string path, bool head)
    {
        using var map = MappedFile.Open(path);
        return head ? map.AsMemory(0, 4) : map.AsMemory(4, 4); // MW0006
    }

    (int Length, ReadOnlyMemory<byte> Bytes) InATuple(string path)
    {
        using var map = MappedFile.Open(path);
        return ((int)map.Length, map.Memory); // MW0006
    }

    void ByOut(string path, out ReadOnlyMemory<byte> bytes)
    {
        using var map = MappedFile.Open(path);
        bytes = map.Memory; // MW0006
    }

    ReadOnlyMemory<byte> FromALocalFunction(string path)
    {
        return Read();

        ReadOnlyMemory<byte> Read()
        {
            using var map = MappedFile.Open(path);
            return map.Memory; // MW0006
        }
    }
}

class Stored
{
    private ReadOnlyMemory<byte> _header;
    private Stream? _stream;
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private static ReadOnlyMemory<byte> s_shared;

    void InAField(string path)
    {
        using var map = MappedFile.Open(path);
        _header = map.AsMemory(0, 16); // MW0006
    }

    void InAStatic(string path)
    {
        using var map = MappedFile.Open(path);
        s_shared = map.Memory; // MW0006
    }

    async Task AStream(string path)
    {
        await using var file = await StorageFile.OpenReadAsync(path);
        _stream = file.AsStream(); // MW0006
    }

    void InACollection(string path)
    {
        using var map = MappedFile.Open(path);
        _parts.Add(map.Memory); // out of reach: only the list knows that Add keeps its argument
    }

    ReadOnlyMemory<byte> Header { get; set; }

    void InAProperty(string path)
    {
        using (var map = MappedFile.Open(path))
        {
            Header = map.AsMemory(0, 16); // MW0006
        }
    }

    void Unowned(MappedFile map)
    {
        _header = map.Memory; // out of reach: whoever owns the map may keep it as long
    }
}

class Flagged
{
    ReadOnlyMemory<byte> TheWrongWay(string path)
    {
        var map = MappedFile.Open(path);
        var ok = false;
        try
        {
            ok = true;
            return map.Memory; // MW0006
        }
        finally
        {
            if (ok)
            {
                map.Dispose();
            }
        }
    }
}

class Captured
{
    private Action? _later;

    Func<int> Returned(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        return () => memory.Length; // MW0006
    }

    void InAField(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        _later = () => Console.WriteLine(memory.Length); // MW0006
    }

    void InATimer(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        ThreadPool.QueueUserWorkItem(_ => Console.WriteLine(memory.Length)); // out of reach: only the pool knows that it runs the lambda later
    }

    void Unawaited(string path)
    {
        using var map = MappedFile.Open(path);
        var memory = map.Memory;
        Task.Run(() => Console.WriteLine(memory.Length)); // out of reach: only Task.Run knows that it runs the lambda later
    }
}

class OfThePlatform
{
    ReadOnlySpan<int> Cast(string path)
    {
        using var map = MappedFile.Open(path);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(map.Span); // MW0006
    }

    ReadOnlySpan<byte> Trimmed(string path)
    {
        using var map = MappedFile.Open(path);
        return map.Span.TrimStart((byte)0); // MW0006
    }

    System.Buffers.ReadOnlySequence<byte> Sequence(string path)
    {
        using var map = MappedFile.Open(path);
        return new System.Buffers.ReadOnlySequence<byte>(map.Memory); // MW0006
    }
}
