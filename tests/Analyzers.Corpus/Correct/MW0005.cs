using Mapwright;
using Mapwright.Pooled;

var map = MutableMappedFile.Create("a.bin", 4096);
var start = map.Memory;
start.Span[0] = 1; // right: used before the dispose
map.Flush();
map.Dispose();

class Before
{
    int Span(string path)
    {
        using var map = MappedFile.Open(path);
        var span = map.Span;
        return span[0]; // right: the using ends after it
    }

    int Value(string path)
    {
        var map = MappedFile.Open(path);
        var value = map.Read<int>(0);
        map.Dispose();
        return value; // right: a value
    }

    byte[] Copy(string path)
    {
        var map = MappedFile.Open(path);
        var bytes = map.Span.ToArray();
        map.Dispose();
        return bytes; // right: a copy
    }

    string Text(string path)
    {
        string name;
        using (var map = MappedFile.Open(path))
        {
            name = System.Text.Encoding.UTF8.GetString(map.Slice(0, 16));
        }

        return name; // right: a string
    }

    int Length(string path)
    {
        var map = MappedFile.Open(path);
        var length = map.Span.Length;
        map.Dispose();
        return length; // right: a number
    }

    int AnotherMaps(string a, string b)
    {
        var first = MappedFile.Open(a);
        using var second = MappedFile.Open(b);
        var span = second.Span;
        first.Dispose();
        return span[0]; // right: of another map
    }

    byte CallArgument(string path)
    {
        using var map = MappedFile.Open(path);
        return First(map.Span); // right: inside of the using

        static byte First(ReadOnlySpan<byte> bytes) => bytes[0];
    }
}

class Anew
{
    void Resized(string path)
    {
        using var map = MutableMappedFile.Open(path);
        var span = map.Span;
        span[0] = 1;
        map.SetLength(1 << 20);
        span = map.Span;
        span[0] = 2; // right: taken anew
        map.Flush();
    }

    void InEachRound(string path, int rounds)
    {
        using var map = MutableMappedFile.Open(path);
        for (var i = 0; i < rounds; i++)
        {
            var span = map.Span;
            span[0] = 1; // right: taken in each round
            map.SetLength(map.Length + 4096);
        }

        map.Flush();
    }

    void WithCapacity(string path)
    {
        using var map = MutableMappedFile.Open(path, new MapOptions { Capacity = 1 << 30 });
        var span = map.Span;
        map.SetLength(1 << 20);
        span[0] = 1; // right: the capacity keeps it valid
        map.Flush();
    }

    void OptionsOfTheCaller(string path, MapOptions options)
    {
        using var map = MutableMappedFile.Open(path, options);
        var span = map.Span;
        map.SetLength(1 << 20);
        span[0] = 1; // right: the options may have a capacity
        map.Flush();
    }

    void OpenedElsewhere(MutableMappedFile map)
    {
        var span = map.Span;
        map.SetLength(1 << 20);
        span[0] = 1; // right: nothing tells whether it has a capacity
    }

    void Leased(string path)
    {
        var map = MappedFile.Open(path);
        using var lease = map.Lease();
        map.Dispose();
        Console.WriteLine(lease.Read<int>(0)); // right: a lease keeps the mapping
    }

    void SpanOfALease(string path)
    {
        var map = MappedFile.Open(path);
        using var lease = map.Lease();
        var span = lease.Span;
        map.Dispose();
        Console.WriteLine(span[0]); // right: the lease keeps the mapping
    }

    int Cursor(string path)
    {
        var map = MappedFile.Open(path);
        using var reader = map.CreateReader();
        map.Dispose();
        return reader.Read<int>(); // right: a cursor keeps the mapping
    }

    void FrozenAndRead(MutableMappedFile map)
    {
        map.Freeze();
        MappedFileBase readable = map;
        var span = readable.Slice(0, 16);
        Console.WriteLine(span[0]); // right: taken after the freeze
    }
}

class Branches
{
    byte EarlyReturn(string path, bool only)
    {
        var map = MappedFile.Open(path);
        var span = map.Span;
        if (only)
        {
            map.Dispose();
            return 0;
        }

        var first = span[0]; // right: the other branch has returned
        map.Dispose();
        return first;
    }

    byte EitherOr(MutableMappedFile map, bool freeze)
    {
        var span = map.Slice(0, 16);
        if (freeze)
        {
            map.Freeze();
            return 0;
        }

        return span[0]; // right: not frozen here
    }

    byte InFinally(string path)
    {
        var map = MappedFile.Open(path);
        try
        {
            return map.Span[0]; // right: before the finally
        }
        finally
        {
            map.Dispose();
        }
    }

    byte Throws(string path)
    {
        var map = MappedFile.Open(path);
        var span = map.Span;
        if (span.IsEmpty)
        {
            map.Dispose();
            throw new InvalidDataException();
        }

        var first = span[0]; // right: the other branch has thrown
        map.Dispose();
        return first;
    }

    async Task<int> Async(string path, Stream target)
    {
        await using var map = await MappedFile.OpenAsync(path);
        await target.WriteAsync(map.Memory); // right: inside of the using
        return 0;
    }

    byte NewMapInTheVariable(string a, string b)
    {
        var map = MappedFile.Open(a);
        map.Dispose();
        map = MappedFile.Open(b);
        var span = map.Span;
        var first = span[0]; // right: of the second map
        map.Dispose();
        return first;
    }
}

class Fields
{
    private readonly MappedFile _map = MappedFile.Open("a");

    byte OfAField(MappedFile other)
    {
        var span = _map.Span;
        other.Dispose();
        return span[0]; // right: nothing tells that they are the same
    }
}

class MadeOfAView
{
    void Copied(string path)
    {
        var map = MappedFile.Open(path);
        var copy = Bytes.Clone(map.Memory);
        map.Dispose();
        Console.WriteLine(copy.Span[0]); // right: the method has returned bytes of its own
    }

    void CopiedByAnExtension(string path)
    {
        var map = MappedFile.Open(path);
        var copy = map.Memory.Copy();
        map.Dispose();
        Console.WriteLine(copy.Span[0]); // right: the method has returned bytes of its own
    }

    void Unpacked(string path)
    {
        var map = MappedFile.Open(path);
        var bytes = Bytes.Unpack(map.Span);
        map.Dispose();
        Console.WriteLine(bytes.Span[0]); // right: memory cannot be that of a span
    }

    void CutByAnotherView(string path, ReadOnlySpan<byte> text)
    {
        var map = MappedFile.Open(path);
        var rest = text.TrimStart(map.Span);
        map.Dispose();
        Console.WriteLine(rest.Length > 0 ? rest[0] : 0); // right: a part of the parameter
    }
}

static class Bytes
{
    public static ReadOnlyMemory<byte> Clone(ReadOnlyMemory<byte> source) => source.ToArray();

    public static ReadOnlyMemory<byte> Copy(this ReadOnlyMemory<byte> source) => source.ToArray();

    public static ReadOnlyMemory<byte> Unpack(ReadOnlySpan<byte> packed) => new byte[2 * packed.Length];
}

class Assigned
{
    void TakenAnewByAChoice(string path, bool whole)
    {
        using var map = MutableMappedFile.Open(path);
        var span = map.Span;
        span[0] = 1;
        map.SetLength(1 << 20);
        span = whole ? map.Span : map.Slice(0, 16); // right: assigned, not read
        span[0] = 2;
        map.Flush();
    }
}

class Later
{
    async Task DisposedByATask(string path, TaskCompletionSource done)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        var closing = Task.Run(async () =>
        {
            await done.Task;
            map.Dispose();
        });
        Console.WriteLine(memory.Span[0]); // right: the task waits until it was used
        done.SetResult();
        await closing;
    }

    async Task DisposedByALocalFunction(string path, TaskCompletionSource done)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        var closing = CloseAsync();
        Console.WriteLine(memory.Span[0]); // right: the function waits until it was used
        done.SetResult();
        await closing;

        async Task CloseAsync()
        {
            await done.Task;
            map.Dispose();
        }
    }

    void DisposedByThePool(string path, ManualResetEventSlim done)
    {
        var map = MappedFile.Open(path);
        var memory = map.Memory;
        ThreadPool.QueueUserWorkItem(_ =>
        {
            done.Wait();
            map.Dispose();
        });
        Console.WriteLine(memory.Span[0]); // right: the pool waits until it was used
        done.Set();
    }
}

class AssignedOtherwise
{
    void InATuple(string path, bool whole)
    {
        var map = MutableMappedFile.Open(path);
        var (memory, length) = (map.Memory, 1);
        map.Close();
        (memory, length) = whole ? (new byte[16], 16) : (new byte[8], 8); // right: assigned, not read
        memory.Span[0] = (byte)length;
    }

    void InALoop(string path, int rounds)
    {
        using var map = MutableMappedFile.Open(path);
        var memory = map.Memory;
        for (var i = 0; i < rounds; i++)
        {
            map.SetLength(map.Length + 4096);
            memory = i % 2 == 0 ? map.Memory : map.AsMemory(0, 16); // right: assigned in each round
            memory.Span[0] = 1;
        }

        map.Flush();
    }

    int DisposedByAnIterator(string path)
    {
        var map = MappedFile.Open(path);
        var memory = map.Memory;
        var sum = 0;
        foreach (var i in Indices())
        {
            sum += memory.Span[i]; // right: the iterator disposes behind the last round
        }

        return sum;

        IEnumerable<int> Indices()
        {
            yield return 0;
            yield return 1;
            map.Dispose();
        }
    }
}

class OfOtherBytes
{
    int Hashed(string path, Span<byte> hash)
    {
        var map = MappedFile.Open(path);
        System.Security.Cryptography.SHA256.HashData(map.Span, hash);
        map.Dispose();
        return hash[0]; // right: of the parameter
    }

    int Filled(string path, byte[] buffer)
    {
        var map = MappedFile.Open(path);
        var span = buffer.AsSpan();
        map.Span.CopyTo(span);
        map.Dispose();
        return span[0]; // right: of the buffer
    }

    async Task PutAway(string path, System.Threading.Channels.Channel<int> done)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        var closing = Task.WhenAll(CloseAsync());
        await done.Writer.WriteAsync(memory.Span[0]); // right: closed by what is awaited below
        await closing;

        async Task CloseAsync()
        {
            await done.Reader.ReadAsync();
            map.Dispose();
        }
    }

    async Task OnATimer(string path, TimeSpan delay)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        using var timer = new Timer(_ => map.Dispose(), null, delay, Timeout.InfiniteTimeSpan);
        Console.WriteLine(memory.Span[0]); // right: the timer comes later
    }

    async Task Continued(string path, Task<int> number)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        var closing = number.ContinueWith(_ => map.Dispose());
        Console.WriteLine(memory.Span[0]); // right: the continuation comes later
        await closing;
    }

    async Task OnCancel(string path, CancellationToken cancel)
    {
        var map = await MappedFile.OpenAsync(path);
        var memory = map.Memory;
        using var registered = cancel.Register(() => map.Dispose());
        Console.WriteLine(memory.Span[0]); // right: only when it is cancelled
    }
}
