using Mapwright;
using Mapwright.Pooled;

using var settings = MutableMappedFile.Create("settings.bin", 4096); // right: flushed
settings.WriteLittleEndian(0, 42);
settings.Flush();

class Flushed
{
    void AtTheEnd(string path, byte[] bytes)
    {
        using var map = MutableMappedFile.Create(path, 4096); // right: flushed
        map.WriteAt(bytes, 0);
        map.Flush();
    }

    async Task InAsyncCode(string path, byte[] bytes, CancellationToken cancel)
    {
        await using var file = await StorageFile.OpenWriteAsync(path, cancellationToken: cancel); // right: flushed
        await file.WriteAtAsync(bytes, 0, cancel).ConfigureAwait(false);
        await file.FlushDataAsync(cancel).ConfigureAwait(false);
    }

    void InFinally(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: flushed in finally
        try
        {
            file.WriteAt(bytes, 0);
        }
        finally
        {
            file.FlushAll();
        }
    }

    void ByClose(string path)
    {
        var map = MutableMappedFile.Create(path, 4096); // right: Close flushes
        map.Write(0, 1);
        map.Close();
    }

    void OnEachPath(string path, byte[] bytes, bool all)
    {
        using var file = StorageFile.OpenWrite(path); // right: flushed either way
        file.WriteAt(bytes, 0);
        if (all)
        {
            file.FlushAll();
        }
        else
        {
            file.FlushData();
        }
    }

    void ThrowsOtherwise(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: the other path throws
        file.WriteAt(bytes, 0);
        if (file.Length != bytes.Length)
        {
            throw new InvalidDataException();
        }

        file.FlushAll();
    }

    void InEachRound(string path, IEnumerable<byte[]> records)
    {
        using var file = StorageFile.OpenWrite(path); // right: flushed in each round
        foreach (var record in records)
        {
            file.Append(record);
            file.FlushData();
        }
    }

    void ByReceipt(string path, byte[] data)
    {
        using var file = RangedFile.Create(path, 4096); // right: the receipt is flushed
        file.Flush(file.Write(file.Allocate(data.Length), data));
    }

    void DurableByItself(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: the write itself is durable
        file.WriteDurableAt(bytes, 0);
    }

    async Task WaitedFor(string path, byte[] bytes)
    {
        await using var file = await StorageFile.OpenWriteAsync(path); // right: waited for the mark
        await file.WriteAtAsync(bytes, 0);
        await file.WaitDurableAsync(file.MarkWritten());
    }

    void DurableByOption(string path, byte[] bytes)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Durability = Durability.Full }); // right: each write is durable by the option
        file.WriteAt(bytes, 0);
    }
}

class InOneBranch
{
    void WrittenAndFlushed(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: flushed where it is written
        if (bytes.Length > 0)
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }
    }

    void WhatIsDirty(string path, IEnumerable<byte[]> records)
    {
        var dirty = false;
        using var file = StorageFile.OpenWrite(path); // right: flushed if anything was written
        foreach (var record in records)
        {
            file.Append(record);
            dirty = true;
        }

        if (dirty)
        {
            file.FlushAll();
        }
    }

    void UnderOneCondition(string path, byte[] bytes, bool write)
    {
        using var file = StorageFile.OpenWrite(path); // right: flushed under the condition under which it is written
        if (write)
        {
            file.WriteAt(bytes, 0);
        }

        Console.WriteLine(file.Length);
        if (write)
        {
            file.FlushAll();
        }
    }

    void UnderOneQuestion(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: flushed under the condition under which it is written
        if (bytes.Length > 0)
        {
            file.WriteAt(bytes, 0);
        }

        Console.WriteLine(file.Length);
        if (bytes.Length > 0)
        {
            file.FlushAll();
        }
    }

    void ToEither(string first, string second, byte[] bytes, bool other)
    {
        using var file = other ? StorageFile.OpenWrite(second) : StorageFile.OpenWrite(first); // right: whichever it is, it is flushed
        file.WriteAt(bytes, 0);
        file.FlushAll();
    }
}

class Reopened(StorageFile? file)
{
    void Begin(string path, byte[] header)
    {
        file = StorageFile.OpenWrite(path); // right: the object keeps it, and flushes it later
        file.WriteAt(header, 0);
    }

    async Task InALambda(string path, byte[] header, Func<Func<Task>, Task> retry)
    {
        StorageFile? opened = null;
        await retry(async () =>
        {
            opened = await StorageFile.OpenWriteAsync(path); // right: flushed by who called
            await opened.WriteAtAsync(header, 0);
        });
        await opened!.FlushAllAsync();
    }

    void End() => file!.FlushAll();
}

class NothingToFlush
{
    int OnlyRead(string path)
    {
        using var map = MutableMappedFile.Open(path); // right: not written
        return map.Read<int>(0);
    }

    void CopyOnWrite(string path)
    {
        using var map = MutableMappedFile.OpenCopyOnWrite(path); // right: private to the mapping
        map.Write(0, 1);
    }

    void InMemory()
    {
        using var map = MutableMappedFile.CreateAnonymous(4096); // right: there is no file
        map.Write(0, 1);
    }

    void FromBytes(byte[] bytes)
    {
        using var map = MutableMappedFile.FromBytes(bytes); // right: there is no file
        map.Fill(0, 10, 0);
    }

    void OnDispose(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096, new MapOptions { FlushOnDispose = true }); // right: flushed on dispose
        map.Write(0, 1);
    }

    void OptionsOfTheCaller(string path, MapOptions options)
    {
        using var map = MutableMappedFile.Create(path, 4096, options); // right: the options may say FlushOnDispose
        map.Write(0, 1);
    }

    void PartlyFlushed(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // right: whether the range covers all is not known
        map.Write(0, 1);
        map.FlushRange(0, 4);
    }

    void StartedToFlush(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: what StartFlush leaves is not known
        file.WriteAt(bytes, 0);
        file.StartFlush(0, bytes.Length);
    }
}

class Elsewhere
{
    private readonly StorageFile _file = StorageFile.OpenWrite("a");

    void Field(byte[] bytes) => _file.WriteAt(bytes, 0); // right: a field; who flushes is not known

    void Parameter(MutableMappedFile map) => map.Write(0, 1); // right: the caller flushes

    MutableMappedFile Returned(string path)
    {
        var map = MutableMappedFile.Create(path, 4096); // right: returned
        map.Write(0, 0x4D57);
        return map;
    }

    void HandedOn(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // right: the helper flushes
        map.Write(0, 1);
        Finish(map);
    }

    private static void Finish(MutableMappedFile map) => map.Flush();

    private readonly List<StorageFile> _open = [];

    void Collected(string path, byte[] bytes)
    {
        var file = StorageFile.OpenWrite(path); // right: kept in a list
        file.WriteAt(bytes, 0);
        _open.Add(file);
    }

    void Captured(string path, byte[] bytes, List<Action> later)
    {
        var file = StorageFile.OpenWrite(path); // right: captured by what runs later
        file.WriteAt(bytes, 0);
        later.Add(() => file.FlushAll());
    }

    void LocalFunction(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // right: the local function flushes
        file.WriteAt(bytes, 0);
        Finish();

        void Finish() => file.FlushAll();
    }

    void ThroughAnotherObject(string path, byte[] bytes)
    {
        using (var file = StorageFile.OpenWrite(path))
        {
            file.WriteAt(bytes, 0); // right: a flush of the file is one of all that was written to it
        }

        using var again = StorageFile.OpenWrite(path);
        again.FlushAll();
    }
}

class ByTheFileSystem
{
    void Each(FileSystemBase files, string[] paths, byte[] bytes)
    {
        foreach (var path in paths)
        {
            using var file = files.OpenWrite(path); // right: FlushEach flushes all of them
            file.WriteAt(bytes, 0);
        }

        files.FlushEach(paths);
    }

    async Task EachAsync(FileSystemBase files, string path, byte[] bytes, CancellationToken cancel)
    {
        await using (var file = await files.OpenWriteAsync(path, cancellationToken: cancel)) // right: FlushEach flushes it
        {
            await file.WriteAtAsync(bytes, 0, cancel);
        }

        await files.FlushEachAsync(new[] { path }, cancel);
    }

    async Task InTheBackground(string path, byte[] bytes, TaskCompletionSource written)
    {
        await using var file = await StorageFile.OpenWriteAsync(path); // right: flushed by the task, which waits until it is written
        var flush = Task.Run(async () =>
        {
            await written.Task;
            await file.FlushAllAsync();
        });
        await file.WriteAtAsync(bytes, 0);
        written.SetResult();
        await flush;
    }
}

class Registered
{
    async Task AfterAPause(string path, byte[] bytes, PeriodicTimer timer, CancellationToken cancel)
    {
        await using var file = await StorageFile.OpenWriteAsync(path, cancellationToken: cancel); // right: flushed by the loop beside
        var flushing = FlushRegularlyAsync();
        await file.WriteAtAsync(bytes, 0, cancel);
        await flushing;

        async Task FlushRegularlyAsync()
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                await file.FlushDataAsync(cancel);
            }
        }
    }

    void InAWrapper(string path, byte[] bytes)
    {
        var writer = new Writer(StorageFile.OpenWrite(path)); // right: the wrapper flushes
        writer.File.WriteAt(bytes, 0);
        writer.Dispose();
    }

    private sealed class Writer(StorageFile file) : IDisposable
    {
        public StorageFile File => file;

        public void Dispose()
        {
            file.FlushAll();
            file.Dispose();
        }
    }
}
