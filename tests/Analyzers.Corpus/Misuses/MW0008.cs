using Mapwright;
using Mapwright.Pooled;

await using var log = await StorageFile.OpenWriteAsync("log.bin");
log.WriteAt(new byte[16], 0); // MW0008
await log.FlushAllAsync();

class Statements
{
    async Task Flush(StorageFile file)
    {
        file.FlushAll(); // MW0008
        await Task.Yield();
    }

    async Task<int> Read(StorageFileBase file, byte[] buffer, long offset, CancellationToken cancel)
    {
        await file.FlushDataAsync(cancel);
        return file.ReadAt(buffer, offset); // MW0008
    }

    async ValueTask Lock(FileLock file, Func<Task> work)
    {
        using var guard = file.LockExclusive(); // MW0008
        await work();
    }

    async Task LockWithTimeout(FileLock file, Func<Task> work)
    {
        using (file.LockShared(TimeSpan.FromSeconds(5))) // MW0008
        {
            await work();
        }
    }

    async void Handler(object? sender, EventArgs e)
    {
        using var file = StorageFile.OpenRead("a.bin"); // MW0008
        await file.ReadExactlyAtAsync(new byte[10], 0);
    }

    async Task ExpressionBody(MutableMappedFile map) => map.Flush(); // MW0008

    async Task Factory(FileSystemBase files, string path)
    {
        await using var map = files.OpenMapped(path); // MW0008
    }

    async Task StaticFactory(string path)
    {
        await using var map = MutableMappedFile.Create(path, 4096); // MW0008
        await map.FlushAsync();
    }

    async Task Rename(FileSystem files, string from, string to)
    {
        files.Rename(from, to); // MW0008
        await files.FlushParentAsync(to);
    }

    async Task Replace(FileSystem files, string path, byte[] bytes)
    {
        files.ReplaceAtomically(path, bytes); // MW0008
        await Task.CompletedTask;
    }

    async Task Tokens(RangedFile file, byte[] data)
    {
        var receipt = file.Write(await file.AllocateAsync(data.Length), data); // MW0008
        file.Flush(receipt); // MW0008
    }

    async Task Device(BlockDevice disk, byte[] block)
    {
        disk.Write(block, 0, DeviceWriteOptions.ForceAccess); // MW0008
        await disk.ReadAsync(block, 4096);
    }

    async Task Commit(Journal journal, byte[] record)
    {
        var lsn = await journal.AppendAsync(record);
        journal.Commit(lsn); // MW0008
    }

    async Task Buffers(BufferAllocator buffers, BlockDevice disk)
    {
        using var buffer = buffers.Allocate(4096); // MW0008
        await disk.ReadAsync(buffer.Memory, 0);
    }

    async Task CopyOut(MappedFile map, Stream target)
    {
        map.CopyTo(target); // MW0008
        await target.FlushAsync();
    }
}

class Places(StorageFile file)
{
    async Task Condition(byte[] buffer)
    {
        if (file.ReadAt(buffer, 0) > 0) // MW0008
        {
            await Task.Yield();
        }
    }

    async Task Argument(byte[] buffer) => await Console.Out.WriteLineAsync($"{file.ReadAt(buffer, 0)}"); // MW0008

    async Task InALoop(byte[] buffer, Stream target)
    {
        var offset = 0L;
        int count;
        while ((count = file.ReadAt(buffer, offset)) > 0) // MW0008
        {
            await target.WriteAsync(buffer.AsMemory(0, count));
            offset += count;
        }
    }

    async Task InFinally(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            file.FlushAll(); // MW0008
        }
    }

    async Task InACatch(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException)
        {
            file.SetLength(0); // MW0008
            throw;
        }
    }

    async Task OnTheStack()
    {
        file.WriteAt(stackalloc byte[8], 0); // MW0008
        await Task.Yield();
    }

    async Task Conditional(StorageFile? maybe)
    {
        maybe?.FlushAll(); // MW0008
        await Task.Yield();
    }

    async Task ALambda(IEnumerable<byte[]> pages)
    {
        await Parallel.ForEachAsync(pages, async (page, cancel) =>
        {
            file.WriteAt(page, 0); // MW0008
            await file.FlushDataAsync(cancel);
        });
    }

    Task ALocalFunction(byte[] page)
    {
        return SaveAsync();

        async Task SaveAsync()
        {
            file.WriteAt(page, 0); // MW0008
            await file.FlushDataAsync();
        }
    }

    async IAsyncEnumerable<byte[]> AnIterator(int pages)
    {
        for (var i = 0; i < pages; i++)
        {
            var page = new byte[4096];
            file.ReadExactlyAt(page, i * 4096L); // MW0008
            await Task.Yield();
            yield return page;
        }
    }

    async Task ASwitch(int kind, byte[] buffer)
    {
        var count = kind switch
        {
            0 => file.ReadAt(buffer, 0), // MW0008
            _ => await file.ReadAtAsync(buffer, 0),
        };
        Console.WriteLine(count);
    }

    async Task ThroughAHelper(byte[] page)
    {
        Save(page); // out of reach: the helper blocks and has no twin
        await Task.Yield();
    }

    private void Save(byte[] page) => file.WriteAt(page, 0);
}

class Wrapper(StorageFile file)
{
    public void Save(ReadOnlySpan<byte> page) => file.WriteAt(page, 0);

    [AsyncTwinOf(nameof(Save), typeof(Wrapper))]
    public ValueTask SaveAsync(ReadOnlyMemory<byte> page, CancellationToken cancel = default) => file.WriteAtAsync(page, 0, cancel);

    static async Task Use(Wrapper wrapper, byte[] page)
    {
        wrapper.Save(page); // MW0008
        await wrapper.SaveAsync(page);
    }
}

class BesideARefStruct(StorageFile file)
{
    private readonly Lock _gate = new();

    async Task BeforeTheScope(byte[] page)
    {
        file.WriteAt(page, 0); // MW0008
        using var scope = _gate.EnterScope();
        page[0]++;
    }

    async Task BehindTheScope(byte[] page)
    {
        using (_gate.EnterScope())
        {
            page[0]++;
        }

        file.WriteAt(page, 0); // MW0008
        await Task.Yield();
    }

    async Task InAUsing(string path, byte[] page)
    {
        using var other = await StorageFile.OpenWriteAsync(path);
        other.WriteAt(page, 0); // MW0008
    }
}
