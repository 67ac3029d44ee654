using Mapwright;
using Mapwright.Pooled;

using var table = MutableMappedFile.Create("table.bin", 4096);
table.Write(0, 1);
table.Flush();
table.Freeze();
table.Write(0, 2); // MW0013

class Frozen
{
    void Value(MutableMappedFile map)
    {
        map.Freeze();
        map.WriteLittleEndian(0, 1); // MW0013
    }

    void Bytes(MutableMappedFile map, byte[] bytes)
    {
        map.Freeze();
        map.WriteAt(bytes, 0); // MW0013
    }

    async Task Async(MutableMappedFile map, byte[] bytes, CancellationToken cancel)
    {
        await map.FreezeAsync(cancel).ConfigureAwait(false);
        await map.WriteAtAsync(bytes, 0, cancel).ConfigureAwait(false); // MW0013
    }

    void Executable(MutableMappedFileBase map)
    {
        map.FreezeExecutable();
        map.Fill(0, 10, 0x90); // MW0013
    }

    void Atomic(MutableMappedFile map)
    {
        map.Freeze();
        map.Add(0, 1); // MW0013
    }

    void Text(MutableMappedFile map)
    {
        map.Freeze();
        map.WriteString(0, 16, "header"); // MW0013
    }

    void Cursor(MutableMappedFile map)
    {
        map.Freeze();
        using var writer = map.CreateWriter(); // MW0013
        writer.Write(1);
    }

    void Zeroed(MutableMappedFile map)
    {
        map.Freeze();
        map.ZeroRange(0, 16); // MW0013
    }

    void Streamed(MutableMappedFile map, Stream source)
    {
        map.Freeze();
        map.CopyFrom(source, 0, 100); // MW0013
    }

    void InALoop(MutableMappedFile map, int count)
    {
        map.Freeze();
        for (var i = 0; i < count; i++)
        {
            map.Write(4 * i, i); // MW0013
        }
    }

    void BothBranches(MutableMappedFile map, bool code)
    {
        if (code)
        {
            map.FreezeExecutable();
        }
        else
        {
            map.Freeze();
        }

        map.Write(0, 1); // MW0013
    }

    void FrozenAgain(MutableMappedFile map)
    {
        map.Freeze();
        map.Unfreeze();
        map.Write(0, 1);
        map.Flush();
        map.Freeze();
        map.Write(0, 2); // MW0013
    }

    void InFinally(MutableMappedFile map, Action work)
    {
        map.Freeze();
        try
        {
            work();
        }
        finally
        {
            map.Write(0, 1); // MW0013
        }
    }

    void AnAlias(MutableMappedFile map)
    {
        MutableMappedFileBase same = map;
        same.Freeze();
        map.Write(0, 1); // MW0013
    }

    void InALambda(MutableMappedFile map)
    {
        Action work = () =>
        {
            map.Freeze();
            map.Write(0, 1); // MW0013
        };
        work();
    }

    void SomePaths(MutableMappedFile map, bool done)
    {
        if (done)
        {
            map.Freeze();
        }

        map.Write(0, 1); // MW0013 info
    }

    void ByAHelper(MutableMappedFile map)
    {
        Finish(map);
        map.Write(0, 1); // out of reach: the helper is not said to freeze
    }

    private static void Finish(MutableMappedFile map) => map.Freeze();

    void OfAField(byte[] bytes)
    {
        _map.Freeze();
        _map.WriteAt(bytes, 0); // MW0013
    }

    void OfAFieldAndAMethod(MutableMappedFile other)
    {
        _map.Freeze();
        Finish(other);
        _map.Write(0, 1); // out of reach: the method may have unfrozen the map of the field
    }

    private readonly MutableMappedFile _map = MutableMappedFile.CreateAnonymous(4096);
}

class ReadOnly
{
    void AFile(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenRead(path);
        file.WriteAt(bytes, 0); // MW0013
    }

    async Task AFileAsync(string path, byte[] bytes)
    {
        await using var file = await StorageFile.OpenReadAsync(path);
        await file.AppendAsync(bytes); // MW0013
    }

    void ByRights(string path, byte[] bytes)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Rights = FileRights.Read });
        file.WriteAt(bytes, 0); // MW0013
    }

    void Resized(FileSystemBase files, string path)
    {
        using var file = files.OpenRead(path);
        file.SetLength(0); // MW0013
    }

    void ADevice(string path, byte[] block)
    {
        using var disk = BlockDevice.Open(path, new BlockDeviceOptions { IsReadOnly = true });
        disk.Write(block, 0); // MW0013
    }

    void ATrimmedDevice(string path)
    {
        var options = new BlockDeviceOptions { IsReadOnly = true };
        using var disk = BlockDevice.Open(path, options);
        disk.Trim(0, 4096); // MW0013
    }

    async Task ADeviceAsync(string path, byte[] block, CancellationToken cancel)
    {
        await using var disk = await BlockDevice.OpenAsync(path, new BlockDeviceOptions { BlockSize = 512, IsReadOnly = true }, cancel);
        await disk.WriteAsync(block, 0, cancellationToken: cancel); // MW0013
    }

    void InAUsingStatement(string path, IEnumerable<byte[]> lines)
    {
        using (var file = StorageFile.OpenRead(path))
        {
            foreach (var line in lines)
            {
                file.Append(line); // MW0013
            }
        }
    }
}

class InBetween
{
    async Task FrozenByATask(string path)
    {
        using var map = MutableMappedFile.Open(path);
        await Task.Run(() => map.Freeze());
        map.Write(0, 1); // MW0013
    }

    void FrozenThen(string path)
    {
        using var map = MutableMappedFile.Open(path);
        map.Freeze();
        Log("frozen");
        map.Write(0, 1); // MW0013
    }

    void Durable(MutableMappedFile map, byte[] bytes)
    {
        map.Freeze();
        map.WriteDurableAt(bytes, 0); // MW0013
    }

    async Task DurableAsync(string path, byte[] bytes)
    {
        await using var file = await StorageFile.OpenReadAsync(path);
        await file.WriteDurableAtAsync(bytes, 0); // MW0013
    }

    private static void Log(string text) => Console.WriteLine(text);
}
