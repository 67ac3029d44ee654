using Mapwright;
using Mapwright.Pooled;

using var log = StorageFile.OpenWrite("log.bin");
log.WriteAt(new byte[16], 0); // right: this program awaits nothing
log.FlushAll();

class Synchronous
{
    void Flush(StorageFile file) => file.FlushAll(); // right: not asynchronous

    int Read(StorageFile file, byte[] buffer) => file.ReadAt(buffer, 0); // right: not asynchronous

    Task ReturnsATask(StorageFile file)
    {
        file.FlushAll(); // right: not async; there is no await to write
        return Task.CompletedTask;
    }

    IEnumerable<byte[]> Iterator(StorageFile file, int pages)
    {
        for (var i = 0; i < pages; i++)
        {
            var page = new byte[4096];
            file.ReadExactlyAt(page, i * 4096L); // right: not asynchronous
            yield return page;
        }
    }
}

class Elsewhere(StorageFile file)
{
    async Task OnAnotherThread() => await Task.Run(() => file.FlushAll()); // right: the lambda is not async

    async Task InParallel(byte[][] pages)
    {
        Parallel.For(0, pages.Length, i => file.WriteAt(pages[i], i * 4096L)); // right: the lambda is not async
        await file.FlushAllAsync();
    }

    async Task ALocalFunction(byte[] page)
    {
        Save();
        await Task.Yield();

        void Save() => file.WriteAt(page, 0); // right: the local function is not async
    }

    async Task AThread(byte[] page)
    {
        var thread = new Thread(() => file.WriteAt(page, 0)); // right: the lambda is not async
        thread.Start();
        await Task.Yield();
    }

    async Task ALock(object gate, byte[] page)
    {
        lock (gate)
        {
            file.WriteAt(page, 0); // right: nothing can be awaited here
        }

        await file.FlushAllAsync();
    }

    async Task AFilter(Func<Task> work, byte[] buffer)
    {
        try
        {
            await work();
        }
        catch (IOException) when (file.ReadAt(buffer, 0) == 0) // right: nothing can be awaited here
        {
        }
    }

    async Task Unsafe(byte[] buffer)
    {
        unsafe
        {
            fixed (byte* start = buffer)
            {
                file.ReadExactlyAt(new Span<byte>(start, buffer.Length), 0); // right: nothing can be awaited here
            }
        }

        await file.FlushAllAsync();
    }

    async Task AQuery(IEnumerable<byte[]> buffers)
    {
        var counts = from buffer in buffers select file.ReadAt(buffer, 0); // right: nothing can be awaited here
        await Console.Out.WriteLineAsync($"{counts.Sum()}");
    }
}

class NoTwin
{
    async Task Dispose(StorageFile file)
    {
        await file.FlushAllAsync();
        file.Dispose(); // right: Dispose does not wait
    }

    async Task Using(string path)
    {
        using var file = await StorageFile.OpenReadAsync(path); // right: the dispose at the end does not wait
    }

    async Task Values(MutableMappedFile map)
    {
        map.Write(0, 1); // right: a store has no twin
        _ = map.Read<int>(4);
        await map.FlushAsync();
    }

    async Task Properties(StorageFile file, Stream target)
    {
        await target.WriteAsync(new byte[file.Length]); // right: a property
    }

    async Task Tried(FileLock file)
    {
        using var guard = file.TryLock(LockMode.Shared); // right: does not wait
        await Task.Yield();
    }

    async Task Marks(StorageFile file)
    {
        var mark = file.MarkWritten(); // right: does not wait
        await file.WaitDurableAsync(mark);
    }

    async Task OtherLibraries(string path)
    {
        File.WriteAllBytes(path, []); // right: not this library's; CA1849 is about it
        await Task.Yield();
    }

    async Task Awaited(StorageFile file, byte[] buffer, CancellationToken cancel)
    {
        await file.ReadAtAsync(buffer, 0, cancel); // right: the twin
        await file.FlushAllAsync(cancel).ConfigureAwait(false);
    }

    async Task NameOf() => await Console.Out.WriteLineAsync(nameof(StorageFile.FlushAll)); // right: a name

    async Task AReference(StorageFile file)
    {
        Action flush = file.FlushAll; // right: a reference, which somebody else calls
        await Task.Run(flush);
    }
}

class OnTheCaller
{
    async Task Inlined(string path, byte[] page)
    {
        using var file = Mapwright.Inlined.StorageFile.OpenWrite(path); // right: its twin blocks as well
        file.WriteAt(page, 0);
        file.FlushAll();
        await Task.Yield();
    }

    async Task OfTheParameter(Mapwright.Inlined.FileSystem files, string path)
    {
        files.Delete(path); // right: its twin blocks as well
        await Task.Yield();
    }
}

class Wrapper(StorageFile file)
{
    public void Save(byte[] page) => file.WriteAt(page, 0);

    public ValueTask SaveAsync(byte[] page) => file.WriteAtAsync(page, 0);

    static async Task Use(Wrapper wrapper, byte[] page)
    {
        wrapper.Save(page); // right: nothing says that SaveAsync is its twin
        await Task.Yield();
    }
}

class UnderARefStruct(StorageFile file)
{
    private readonly Lock _gate = new();

    async Task AScope(byte[] page)
    {
        using (_gate.EnterScope())
        {
            file.WriteAt(page, 0); // right: nothing can be awaited here
        }

        await file.FlushAllAsync();
    }

    async Task ADeclaredScope(byte[] page)
    {
        if (page.Length > 0)
        {
            using var scope = _gate.EnterScope();
            file.WriteAt(page, 0); // right: nothing can be awaited here
        }

        await file.FlushAllAsync();
    }

    async Task ALockOfOurs(byte[] page)
    {
        lock (_gate)
        {
            file.WriteAt(page, 0); // right: nothing can be awaited here
        }

        await file.FlushAllAsync();
    }

    async Task EachOfASpan(byte[] buffer, Memory<long> offsets)
    {
        foreach (var offset in offsets.Span)
        {
            file.ReadExactlyAt(buffer, offset); // right: nothing can be awaited here
        }

        await file.FlushAllAsync();
    }
}

class OnTheStack(StorageFile file)
{
    async Task<int> AnEnumerator(string text, byte[] buffer)
    {
        var sum = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            sum += file.ReadAt(buffer, line.Length); // right: nothing can be awaited here
        }

        await Task.Yield();
        return sum;
    }
}
