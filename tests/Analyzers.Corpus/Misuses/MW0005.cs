using Mapwright;
using Mapwright.Pooled;

var map = MutableMappedFile.Create("a.bin", 4096);
var start = map.Memory;
map.Dispose();
start.Span[0] = 1; // MW0005

class Disposed
{
    int Span(string path)
    {
        var map = MappedFile.Open(path);
        var span = map.Span;
        map.Dispose();
        return span[0]; // MW0005
    }

    byte Slice(string path)
    {
        ReadOnlySpan<byte> header;
        using (var map = MappedFile.Open(path))
        {
            header = map.Slice(0, 16);
        }

        return header[0]; // MW0005
    }

    int Cast(string path)
    {
        var map = MappedFile.Open(path);
        var numbers = map.Cast<int>(0, 10);
        map.Dispose();
        var sum = 0;
        foreach (var number in numbers) // MW0005
        {
            sum += number;
        }

        return sum;
    }

    unsafe byte Pointer(string path)
    {
        var map = MappedFile.Open(path);
        var pointer = map.Pointer;
        map.Dispose();
        return *pointer; // MW0005
    }

    async Task<int> MemoryAsync(string path, Stream target)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.AsMemory(0, 100);
        await map.DisposeAsync();
        await target.WriteAsync(memory); // MW0005
        return memory.Length;
    }

    long Sequence(string path)
    {
        var map = MappedFile.Open(path);
        var sequence = map.AsSequence();
        map.Dispose();
        return sequence.FirstSpan[0]; // MW0005
    }

    int AStream(string path)
    {
        var map = MappedFile.Open(path);
        var stream = map.AsStream();
        map.Dispose();
        return stream.ReadByte(); // MW0005
    }

    void FileStream(string path, byte[] bytes)
    {
        var file = StorageFile.OpenWrite(path);
        var stream = file.AsStream();
        file.FlushAll();
        file.Dispose();
        stream.Write(bytes); // MW0005
    }

    void Buffer(BufferAllocator buffers, BlockDevice disk)
    {
        var buffer = buffers.Allocate(4096);
        var span = buffer.Span;
        buffer.Dispose();
        disk.Read(span, 0); // MW0005
    }

    byte OfALease(MappedFile map)
    {
        var lease = map.Lease();
        var span = lease.Span;
        lease.Dispose();
        return span[0]; // MW0005
    }

    byte OfAReader(MappedFile map)
    {
        var reader = map.CreateReader();
        var span = reader.ReadSpan(16);
        reader.Dispose();
        return span[0]; // MW0005
    }
}

class Moved
{
    void Resized(string path)
    {
        using var map = MutableMappedFile.Open(path);
        var span = map.Span;
        map.SetLength(1 << 20);
        span[0] = 1; // MW0005
        map.Flush();
    }

    async Task ResizedAsync(string path)
    {
        await using var map = await MutableMappedFile.OpenAsync(path);
        var memory = map.Memory;
        await map.SetLengthAsync(1 << 20);
        memory.Span.Clear(); // MW0005
        await map.FlushAsync();
    }

    void Frozen(MutableMappedFile map)
    {
        var span = map.Slice(0, 16);
        map.Freeze();
        span.Clear(); // MW0005
    }

    byte Unfrozen(MutableMappedFile map)
    {
        map.Freeze();
        MappedFileBase readable = map;
        var span = readable.Slice(0, 16);
        map.Unfreeze();
        return span[0]; // MW0005
    }

    byte Closed(MutableMappedFile map)
    {
        var span = map.Span;
        map.Close();
        return span[0]; // MW0005
    }

    byte Removed(string path)
    {
        using var map = MappedFile.Open(path);
        var span = map.Span;
        map.Remove();
        return span[0]; // MW0005
    }

    byte Reopened(string path)
    {
        using var map = MappedFile.Open(path);
        var span = map.Span;
        map.Reopen();
        return span[0]; // MW0005
    }

    byte Refreshed(string path)
    {
        using var map = MappedFile.Open(path);
        var span = map.Span;
        map.Refresh();
        return span[^1]; // MW0005
    }

    void InALoop(string path, int rounds)
    {
        using var map = MutableMappedFile.Open(path);
        var span = map.Span;
        map.SetLength(map.Length + 4096);
        for (var i = 0; i < rounds; i++)
        {
            span[i] = 1; // MW0005
        }

        map.Flush();
    }

    int AfterEitherBranch(MutableMappedFile map, bool code)
    {
        var span = map.Slice(0, 4);
        if (code)
        {
            map.FreezeExecutable();
        }
        else
        {
            map.Freeze();
        }

        return span[0]; // MW0005
    }

    byte SliceOfASlice(string path)
    {
        var map = MappedFile.Open(path);
        var name = map.Slice(0, 64)[8..16];
        map.Dispose();
        return name[0]; // MW0005
    }

    byte InFinally(string path)
    {
        var map = MappedFile.Open(path);
        var span = map.Span;
        try
        {
            Console.WriteLine(span.Length);
        }
        finally
        {
            map.Dispose();
        }

        return span[0]; // MW0005
    }

    byte SomePaths(MutableMappedFile map, bool freeze)
    {
        var span = map.Slice(0, 4);
        if (freeze)
        {
            map.Freeze();
        }

        return span[0]; // MW0005 info
    }

    byte ThroughAHelper(string path)
    {
        var map = MappedFile.Open(path);
        var span = map.Span;
        End(map);
        return span[0]; // out of reach: the helper is not said to end what was handed out
    }

    private static void End(MappedFile map) => map.Dispose();
}

class Wrapper(MappedFile map)
{
    [Borrows]
    public ReadOnlySpan<byte> Header => map.Slice(0, 16);

    [Invalidates]
    public void Stop() => map.Dispose();

    static byte Use(Wrapper wrapper)
    {
        var header = wrapper.Header;
        wrapper.Stop();
        return header[0]; // MW0005
    }
}

class OfATask
{
    async Task Awaited(string path)
    {
        var map = MappedFile.Open(path);
        var memory = map.Memory;
        await Task.Run(() => map.Dispose());
        Console.WriteLine(memory.Span[0]); // MW0005
    }

    void WaitedFor(string path)
    {
        var map = MappedFile.Open(path);
        var memory = map.Memory;
        Task.Run(() => map.Dispose()).Wait();
        Console.WriteLine(memory.Span[0]); // MW0005
    }

    async Task ByALocalFunction(string path)
    {
        var map = MappedFile.Open(path);
        var memory = map.Memory;
        await CloseAsync();
        Console.WriteLine(memory.Span[0]); // MW0005

        async Task CloseAsync()
        {
            await Task.Yield();
            map.Dispose();
        }
    }

    void OfACast(string path)
    {
        var map = MappedFile.Open(path);
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(map.Span);
        map.Dispose();
        Console.WriteLine(numbers[0]); // MW0005
    }

    void Replaced(string path, bool again)
    {
        var map = MutableMappedFile.Open(path);
        var memory = map.Memory;
        map.Close();
        memory = again ? memory[1..] : memory; // MW0005
    }
}
