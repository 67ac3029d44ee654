using Mapwright;
using Mapwright.Pooled;

using var table = MutableMappedFile.Create("table.bin", 4096);
table.Write(0, 1); // right: before it is frozen
table.Flush();
table.Freeze();
Console.WriteLine(table.Read<int>(0));

class Frozen
{
    int ReadAfter(MutableMappedFile map)
    {
        map.Freeze();
        return map.Read<int>(0); // right: reading
    }

    void Unfrozen(MutableMappedFile map)
    {
        map.Freeze();
        map.Unfreeze();
        map.Write(0, 1); // right: unfrozen
        map.Flush();
    }

    async Task UnfrozenAsync(MutableMappedFile map, byte[] bytes)
    {
        await map.FreezeAsync();
        await map.UnfreezeAsync();
        await map.WriteAtAsync(bytes, 0); // right: unfrozen
        await map.FlushAsync();
    }

    void AnotherMap(MutableMappedFile one, MutableMappedFile other)
    {
        one.Freeze();
        other.Write(0, 1); // right: another map
    }

    void Checked(MutableMappedFile map)
    {
        if (!map.IsFrozen)
        {
            map.Write(0, 1); // right: checked
        }
    }

    void UnfrozenIfNeeded(MutableMappedFile map, bool freeze)
    {
        if (freeze)
        {
            map.Freeze();
        }

        if (map.IsFrozen)
        {
            map.Unfreeze();
        }

        map.Write(0, 1); // right: unfrozen where it was frozen
    }

    void EarlyReturn(MutableMappedFile map, bool done)
    {
        if (done)
        {
            map.Freeze();
            return;
        }

        map.Write(0, 1); // right: the other path has returned
    }

    void EachRound(IEnumerable<MutableMappedFile> maps)
    {
        foreach (var map in maps)
        {
            map.Write(0, 1); // right: frozen afterwards, and another one in the next round
            map.Flush();
            map.Freeze();
        }
    }

    void ThawedInEachRound(MutableMappedFile map, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            map.Unfreeze();
            map.Write(0, i); // right: unfrozen in each round
            map.Flush();
            map.Freeze();
        }
    }

    void ANewMap(string a, string b)
    {
        var map = MutableMappedFile.Open(a);
        map.Freeze();
        map.Dispose();
        map = MutableMappedFile.Open(b);
        map.Write(0, 1); // right: another map in the variable
        map.Close();
    }

    void FailedToFreeze(MutableMappedFile map)
    {
        try
        {
            map.Freeze();
        }
        catch (NotSupportedException)
        {
            map.Write(0, 1); // right: the freeze has failed
        }
    }

    void Flushed(MutableMappedFile map)
    {
        map.Freeze();
        map.Flush(); // right: a flush is no write
    }

    void Helper(MutableMappedFile map)
    {
        map.Freeze();
        Thaw(map);
        map.Write(0, 1); // right: the helper may have unfrozen it
    }

    private static void Thaw(MutableMappedFile map) => map.Unfreeze();

    void Captured(MutableMappedFile map, Action<Action> run)
    {
        map.Freeze();
        run(() => map.Unfreeze());
        map.Write(0, 1); // right: the lambda may have unfrozen it
    }

    void Swapped(MutableMappedFile front, MutableMappedFile back)
    {
        front.Freeze();
        (front, back) = (back, front);
        front.Write(0, 1); // right: the variables were swapped
    }
}

class Writable
{
    void ForWriting(string path, byte[] bytes)
    {
        using var file = StorageFile.OpenWrite(path);
        file.WriteAt(bytes, 0); // right: opened for writing
        file.FlushAll();
    }

    void ByRights(string path, byte[] bytes)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Rights = FileRights.Write });
        file.WriteAt(bytes, 0); // right: opened for writing
        file.FlushAll();
    }

    void RightsOfTheCaller(string path, FileRights rights, byte[] bytes)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Rights = rights });
        file.WriteAt(bytes, 0); // right: the rights are not known
        file.FlushAll();
    }

    void CopyOnWrite(string path)
    {
        using var map = MutableMappedFile.OpenCopyOnWrite(path);
        map.Write(0, 1); // right: private to the mapping
    }

    void ADevice(string path, byte[] block, bool readOnly)
    {
        using var disk = BlockDevice.Open(path, new BlockDeviceOptions { IsReadOnly = readOnly });
        if (!disk.IsReadOnly)
        {
            disk.Write(block, 0); // right: checked
            disk.Flush();
        }
    }

    void ReopenedForWriting(string path, byte[] block)
    {
        var disk = BlockDevice.Open(path, new BlockDeviceOptions { IsReadOnly = true });
        disk = disk.Reopen();
        disk.Write(block, 0); // right: another device, which may be written
        disk.Close();
    }

    void LockedForReading(string path)
    {
        using var file = StorageFile.OpenRead(path);
        using var guard = file.LockExclusive(); // right: a lock is no write
    }

    void OfTheCaller(StorageFile file, byte[] bytes) => file.WriteAt(bytes, 0); // right: nothing is known of the file
}

class Later(MutableMappedFile map)
{
    private readonly MutableMappedFile _map = map;

    async Task FrozenByATask(TaskCompletionSource done)
    {
        var frozen = Task.Run(async () =>
        {
            await done.Task;
            await map.FreezeAsync();
        });
        map.Write(0, 1); // right: the task waits until it is written
        done.SetResult();
        await frozen;
    }

    async Task FrozenByATaskHere(string path, TaskCompletionSource done)
    {
        await using var own = await MutableMappedFile.OpenAsync(path);
        var frozen = Task.Run(async () =>
        {
            await done.Task;
            await own.FreezeAsync();
        });
        own.Write(0, 1); // right: the task waits until it is written
        await own.FlushAsync();
        done.SetResult();
        await frozen;
    }

    void ThawedByAMethod()
    {
        _map.Freeze();
        Thaw();
        _map.Write(0, 1); // right: a method of this class may have unfrozen it
    }

    void ThawedByADelegate(Action thaw)
    {
        _map.Freeze();
        thaw();
        _map.Write(0, 1); // right: the delegate may have unfrozen it
    }

    private void Thaw() => _map.Unfreeze();
}

class Thawed
{
    private readonly MutableMappedFile _map = MutableMappedFile.CreateAnonymous(4096);

    async Task ByAnAsyncMethod(byte[] bytes)
    {
        await _map.FreezeAsync();
        await ThawAsync();
        await _map.WriteAtAsync(bytes, 0); // right: a method of this class may have unfrozen it
    }

    private async Task ThawAsync() => await _map.UnfreezeAsync();

    void ByALocalFunction()
    {
        _map.Freeze();
        Thaw();
        _map.Write(0, 1); // right: the local function has unfrozen it

        void Thaw() => _map.Unfreeze();
    }
}

class OpenedAnew
{
    void ByACall(string path, byte[] bytes)
    {
        var file = StorageFile.OpenRead(path);
        Console.WriteLine(file.Length);
        file.Dispose();
        file = StorageFile.OpenWrite(path);
        file.WriteDurableAt(bytes, 0); // right: another file in the variable
        file.Dispose();
    }

    void ByAChoice(string path, byte[] bytes, bool write)
    {
        var file = write ? StorageFile.OpenWrite(path) : StorageFile.OpenRead(path);
        if (write)
        {
            file.WriteDurableAt(bytes, 0); // right: opened for writing where it is written
        }

        file.Dispose();
    }

    void FlushedForReading(string path)
    {
        using var map = MutableMappedFile.Open(path);
        map.Freeze();
        map.FlushRange(0, 4096); // right: a flush is no write
        map.StartFlush(0, 4096);
    }
}
