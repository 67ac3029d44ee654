using Mapwright;
using Mapwright.Pooled;

using var settings = MutableMappedFile.Create("settings.bin", 4096); // MW0003
settings.WriteLittleEndian(0, 42);
Console.WriteLine("written");

class Maps
{
    void Created(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // MW0003
        map.Write(0, 1);
    }

    void Opened(string path, byte[] bytes)
    {
        using (var map = MutableMappedFile.Open(path)) // MW0003
        {
            map.WriteAt(bytes, 0);
        }
    }

    void Filled(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // MW0003
        map.Fill(0, 4096, 0xFF);
        map.WriteString(0, 16, "header");
    }

    async Task CreatedAsync(string path, byte[] bytes)
    {
        await using var map = await MutableMappedFile.CreateAsync(path, bytes.Length); // MW0003
        await map.WriteAtAsync(bytes, 0);
    }

    void WithOptions(string path)
    {
        using var map = MutableMappedFile.Open(path, new MapOptions { CreateIfMissing = true, InitialLength = 64 }); // MW0003
        map.Add(0, 1L);
    }

    void WrittenAgain(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // MW0003
        map.Write(0, 1);
        map.Flush();
        map.Write(8, 2);
    }

    void Counted(string path, int rounds)
    {
        using var map = MutableMappedFile.Create(path, 4096); // MW0003
        for (var i = 0; i < rounds; i++)
        {
            map.Write(8 * i, (long)i);
        }
    }

    int Reading(string path)
    {
        using var map = MutableMappedFile.Open(path); // MW0003
        map.Write(0, 7);
        return map.Read<int>(4);
    }

    void ThroughABase(FileSystemBase files, string path)
    {
        using var map = files.OpenMutableMapped(path); // MW0003
        map.VolatileWrite(0, 1);
    }

    void Resized(FileSystemBase files, string path)
    {
        using var map = files.CreateMutableMapped(path, 4096); // MW0003
        map.SetLength(8192);
    }
}

class Files
{
    void Written(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003
        file.WriteAt(bytes, 0);
    }

    async Task CopiedAsync(string from, string to, CancellationToken cancel)
    {
        await using var source = await StorageFile.OpenReadAsync(from, cancel);
        await using var target = await StorageFile.CreateNewAsync(to, cancellationToken: cancel); // MW0003
        var buffer = new byte[4096];
        var offset = 0L;
        int count;
        while ((count = await source.ReadAtAsync(buffer, offset, cancel)) > 0)
        {
            await target.WriteAtAsync(buffer.AsMemory(0, count), offset, cancel);
            offset += count;
        }
    }

    void Appended(string path, IEnumerable<byte[]> lines)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003
        foreach (var line in lines)
        {
            file.Append(line);
        }
    }

    void Truncated(string path)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003
        file.SetLength(0);
    }

    void TryFinally(string path, byte[] bytes)
    {
        var file = StorageFile.OpenWrite(path); // MW0003
        try
        {
            file.WriteAt(bytes, 0);
        }
        finally
        {
            file.Dispose();
        }
    }

    void Device(string path, byte[] block)
    {
        using var disk = BlockDevice.Create(path, 16); // MW0003
        disk.Write(block, 0);
    }

    void ReceiptsDropped(string path, byte[] data)
    {
        using var file = RangedFile.Create(path, 4096);
        var receipt = file.Write(file.Allocate(data.Length), data); // MW0003
        Console.WriteLine(receipt.Offset);
    }

    void InALambda(string path, byte[] bytes)
    {
        Action save = () =>
        {
            using var file = StorageFile.OpenWrite(path); // MW0003
            file.WriteAt(bytes, 0);
        };
        save();
    }

    void InALocalFunction(string path, byte[] bytes)
    {
        Save();

        void Save()
        {
            using var file = StorageFile.OpenWrite(path); // MW0003
            file.WriteAt(bytes, 0);
        }
    }

    Task ForEach(IEnumerable<string> paths, byte[] bytes) => Parallel.ForEachAsync(paths, async (path, cancel) =>
    {
        await using var file = await StorageFile.OpenWriteAsync(path, cancellationToken: cancel); // MW0003
        await file.WriteAtAsync(bytes, 0, cancel);
    });
}

class SomePaths
{
    void FlushedWhenAsked(string path, bool durable)
    {
        using var map = MutableMappedFile.Create(path, 4096); // MW0003 info
        map.Write(0, 1);
        if (durable)
        {
            map.Flush();
        }
    }

    void LeftEarly(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003 info
        file.WriteAt(bytes, 0);
        if (bytes.Length == 0)
        {
            return;
        }

        file.FlushAll();
    }

    void InOneArm(string path, int kind)
    {
        using var map = MutableMappedFile.Create(path, 4096); // MW0003 info
        map.Write(0, kind);
        switch (kind)
        {
            case 0:
                map.Flush();
                break;
            case 1:
                break;
        }
    }
}

class InOneBranch
{
    void FlushedUnderAnotherCondition(string path, byte[] bytes, bool write, bool flush)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003 info
        if (write)
        {
            file.WriteAt(bytes, 0);
        }

        if (flush)
        {
            file.FlushAll();
        }
    }

    void WrittenAndNotFlushed(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003
        if (bytes.Length > 0)
        {
            file.WriteAt(bytes, 0);
        }
    }

    void TheWrongWay(string path, byte[] bytes)
    {
        var dirty = false;
        using var file = StorageFile.OpenWrite(path); // MW0003
        file.WriteAt(bytes, 0);
        dirty = true;
        if (!dirty)
        {
            file.FlushAll();
        }
    }

    void FlushedBeforeEachRound(string path, IEnumerable<byte[]> records)
    {
        using var file = StorageFile.OpenWrite(path); // MW0003 info
        foreach (var record in records)
        {
            file.FlushData();
            file.Append(record);
        }
    }

    void ToEither(string first, string second, byte[] bytes, bool other)
    {
        using var file = other ? StorageFile.OpenWrite(second) : StorageFile.OpenWrite(first); // MW0003
        file.WriteAt(bytes, 0);
    }
}

class Hidden
{
    void ThroughASpan(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // out of reach: a store through a span is a store to memory
        map.Span[0] = 1;
    }

    void ThroughAHelper(string path)
    {
        using var map = MutableMappedFile.Create(path, 4096); // out of reach: the helper may flush
        Fill(map);
    }

    private static void Fill(MutableMappedFile map) => map.Fill(0, 4096, 1);
}

class Renamed
{
    void Unflushed(FileSystemBase files, string path, byte[] bytes)
    {
        var temporary = path + ".tmp";
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0); // right: MW0011 reports the rename, once is enough
        }

        files.Rename(temporary, path, replace: true);
    }

    void WrittenAgain(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using var file = files.CreateNew(temporary);
        file.WriteAt(bytes, 0);
        files.Rename(temporary, path, replace: true);
        file.WriteAt(bytes, bytes.Length); // MW0003
    }
}

class AwaitedTask
{
    async Task FlushedTooEarly(string path, byte[] bytes)
    {
        await using var file = await StorageFile.OpenWriteAsync(path);
        await Task.Run(() => file.FlushAll());
        await file.WriteAtAsync(bytes, 0); // MW0003
    }

    void EachTooEarly(FileSystemBase files, string[] paths, string path, byte[] bytes)
    {
        files.FlushEach(paths);
        using var file = files.OpenWrite(path);
        file.WriteAt(bytes, 0); // MW0003
    }
}
