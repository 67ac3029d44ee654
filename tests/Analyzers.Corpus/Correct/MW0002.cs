using Mapwright;
using Mapwright.Pooled;

await using var log = await StorageFile.OpenWriteAsync("log.bin");
await log.WriteAtAsync(new byte[16], 0);
await log.WriteAtAsync(new byte[64], 8); // right: the first was awaited
await log.FlushAllAsync();

class Ordered
{
    void HeaderPatched(StorageFile file, byte[] body)
    {
        file.WriteAt(new byte[16], 0);
        file.WriteAt(body, 16);
        file.WriteAt(BitConverter.GetBytes(body.Length), 0); // right: back-patching, one after the other
    }

    void Counter(MutableMappedFile map)
    {
        for (var i = 0; i < 100; i++)
        {
            map.Write(0, i); // right: a counter
        }
    }

    async Task AwaitedInALoop(StorageFile file, IEnumerable<byte[]> pages)
    {
        foreach (var page in pages)
        {
            await file.WriteAtAsync(page, 0); // right: awaited in each round
        }
    }

    async Task AwaitedBefore(StorageFile file, byte[] page)
    {
        var first = file.WriteAtAsync(page, 0);
        await first;
        await file.WriteAtAsync(page, 0); // right: the first was awaited by its variable
    }

    async Task AllAwaitedBefore(StorageFile file, byte[] page)
    {
        var a = file.WriteAtAsync(page, 0).AsTask();
        var b = file.WriteAtAsync(page, 4096).AsTask(); // right: nothing tells that the page is longer
        await Task.WhenAll(a, b);
        await file.WriteAtAsync(page, 0); // right: all were awaited
    }

    void Blocking(StorageFile file, byte[] page)
    {
        file.WriteAtAsync(page, 0).AsTask().Wait();
        file.WriteAt(page, 0); // right: waited for
    }
}

class Apart
{
    async Task Neighbours(StorageFile file)
    {
        var a = file.ZeroRangeAsync(0, 4096);
        var b = file.ZeroRangeAsync(4096, 4096); // right: begins where the other ends
        await a;
        await b;
    }

    async Task SameBase(StorageFile file, long offset)
    {
        var a = file.ZeroRangeAsync(offset, 512);
        var b = file.ZeroRangeAsync(offset + 512, 512); // right: neighbours
        await a;
        await b;
    }

    async Task OtherFile(StorageFile left, StorageFile right, byte[] page)
    {
        var a = left.WriteAtAsync(page, 0);
        var b = right.WriteAtAsync(page, 0); // right: another file
        await a;
        await b;
    }

    async Task Moved(StorageFile file, byte[] page, long offset)
    {
        var a = file.WriteAtAsync(page, offset);
        offset += page.Length;
        var b = file.WriteAtAsync(page, offset); // right: the offset has changed
        await a;
        await b;
    }

    async Task UnknownLengths(StorageFile file, byte[] a, byte[] b)
    {
        var first = file.WriteAtAsync(a, 0);
        var second = file.WriteAtAsync(b, 100); // right: nothing tells that they meet
        await first;
        await second;
    }

    async Task UnknownOffsets(StorageFile file, byte[] page, long x, long y)
    {
        var first = file.WriteAtAsync(page, x);
        var second = file.WriteAtAsync(page, y); // right: nothing tells that they meet
        await first;
        await second;
    }

    async Task ReadWhileWritten(StorageFile file, byte[] buffer)
    {
        var write = file.WriteAtAsync(new byte[10], 0);
        var read = file.ReadAtAsync(buffer, 4096); // right: a read
        await write;
        await read;
    }

    async Task OneOfTwo(StorageFile file, byte[] page, bool fast)
    {
        var pending = fast ? file.WriteAtAsync(page, 0) : file.WriteDurableAtAsync(page, 0); // right: one of the two
        await pending;
    }

    async Task Tokens(RangedFile file, byte[] data)
    {
        var a = file.WriteAsync(await file.AllocateAsync(data.Length), data);
        var b = file.WriteAsync(await file.AllocateAsync(data.Length), data); // right: ranges do not overlap
        await file.FlushManyAsync(new[] { await a, await b });
    }
}

class Concurrent
{
    void EachItsOwn(StorageFile file, byte[] page) =>
        Parallel.For(0, 8, i => file.WriteAt(page, i * 4096L)); // right: the offset depends on the round

    Task EachPage(StorageFile file, IEnumerable<(byte[] Bytes, long Offset)> pages) =>
        Parallel.ForEachAsync(pages, async (page, cancel) => await file.WriteAtAsync(page.Bytes, page.Offset, cancel)); // right: the page says where

    async Task Indexed(StorageFile file, byte[][] pages) =>
        await Task.WhenAll(pages.Select((page, i) => file.WriteAtAsync(page, i * 4096L).AsTask())); // right: each at its index

    async Task Collected(StorageFile file, byte[][] pages)
    {
        var pending = new List<Task>();
        var offset = 0L;
        foreach (var page in pages)
        {
            pending.Add(file.WriteAtAsync(page, offset).AsTask()); // right: the offset moves on
            offset += page.Length;
        }

        await Task.WhenAll(pending);
    }

    void EachWorkersFile(string[] paths, byte[] page) => Parallel.ForEach(paths, path =>
    {
        using var file = StorageFile.OpenWrite(path);
        file.WriteAt(page, 0); // right: each round has a file of its own
        file.FlushAll();
    });

    void Locked(StorageFile file, byte[] page) => Parallel.For(0, 8, i =>
    {
        using (file.LockExclusive())
        {
            file.WriteAt(page, 0); // right: one at a time, under the lock
        }
    });

    void Synchronized(StorageFile file, byte[] page) => Parallel.For(0, 8, i =>
    {
        lock (page)
        {
            file.WriteAt(page, 0); // right: one at a time
        }
    });

    void Atomic(MutableMappedFile map) =>
        Parallel.For(0, 8, i => map.Add(0, 1)); // right: atomic

    Task OneByOne(StorageFile file, byte[] page) => Task.Run(async () =>
    {
        await file.WriteAtAsync(page, 0);
        await file.WriteAtAsync(page, 0); // right: one after the other
    });
}

class Waited
{
    void ForAll(StorageFile file, byte[] page)
    {
        var pending = new List<Task>();
        pending.Add(file.WriteAtAsync(page, 0).AsTask());
        Task.WaitAll(pending.ToArray());
        file.WriteAt(page, 0); // right: WaitAll has waited for what is in the list
    }

    void WhenAll(StorageFile file, byte[] page)
    {
        var pending = new List<Task> { file.WriteAtAsync(page, 0).AsTask() };
        Task.WhenAll(pending).Wait();
        file.WriteAt(page, 0); // right: waited for what is in the list
    }

    void AnArray(StorageFile file, byte[] page)
    {
        Task[] pending = [file.WriteAtAsync(page, 0).AsTask()];
        Task.WaitAll(pending);
        file.WriteAt(page, 0); // right: WaitAll has waited for what is in the array
    }

    void OneByOne(StorageFile file, byte[] page)
    {
        var pending = new List<Task>();
        pending.Add(file.WriteAtAsync(page, 0).AsTask());
        foreach (var task in pending)
        {
            task.Wait();
        }

        file.WriteAt(page, 0); // right: each task of the list was waited for
    }

    void ByAMethod(StorageFile file, byte[] page)
    {
        var pending = new List<Task>();
        pending.Add(file.WriteAtAsync(page, 0).AsTask());
        Drain(pending);
        file.WriteAt(page, 0); // right: the method may wait for what is in the list
    }

    private static void Drain(List<Task> pending) => pending.ForEach(task => task.Wait());
}

class Signalled
{
    void InAnArray(StorageFile file, byte[] page)
    {
        var pending = new Task[1];
        pending[0] = file.WriteAtAsync(page, 0).AsTask();
        Task.WaitAll(pending);
        file.WriteAt(page, 0); // right: WaitAll has waited for what is in the array
    }

    async Task InAField(StorageFile file, byte[] page)
    {
        _pending.Add(file.WriteAtAsync(page, 0).AsTask());
        await DrainAsync();
        await file.WriteAtAsync(page, 0); // right: the method has waited for what is in the list
    }

    private readonly List<Task> _pending = [];

    private Task DrainAsync() => Task.WhenAll(_pending);

    void Counted(StorageFile file, byte[] page, CountdownEvent done)
    {
        _ = file.WriteAtAsync(page, 0).AsTask().ContinueWith(_ => done.Signal());
        done.Wait();
        file.WriteAt(page, 0); // right: the signal comes when it is done
    }
}

class DurableInOrder
{
    async Task OneAfterTheOther(StorageFile file, byte[] page)
    {
        await file.WriteDurableAtAsync(page, 0);
        await file.WriteDurableAtAsync(page, 0); // right: one after the other
    }

    async Task FlushedBeside(StorageFile file, byte[] page)
    {
        var write = file.WriteAtAsync(page, 0);
        var flush = file.FlushRangeAsync(0, 4096); // right: a flush writes nothing of its own
        await write;
        await flush;
    }
}
