using Mapwright;
using Mapwright.Pooled;

FileSystem.Default.ReplaceAtomically("settings", new byte[16]); // right: does all of it

class Durable
{
    void Whole(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        files.Rename(temporary, path, replace: true); // right: file and directory are flushed
        files.FlushParent(path);
    }

    async Task WholeAsync(FileSystemBase files, string temporary, string path, byte[] bytes, CancellationToken cancel)
    {
        await using (var file = await files.CreateNewAsync(temporary, cancellationToken: cancel))
        {
            await file.WriteAtAsync(bytes, 0, cancel);
            await file.FlushDataAsync(cancel);
        }

        await files.RenameAsync(temporary, path, replace: true, cancel); // right: file and directory are flushed
        await files.FlushDirectoryAsync(Path.GetDirectoryName(path)!, cancel);
    }

    void WriteThrough(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteDurableAt(bytes, 0);
        }

        files.Rename(temporary, path); // right: the write was durable, and the directory is flushed
        files.FlushParent(path);
    }

    void AMap(FileSystemBase files, string temporary, string path)
    {
        using (var map = files.CreateMutableMapped(temporary, 4096))
        {
            map.Write(0, 1);
            map.Flush();
        }

        files.Rename(temporary, path); // right: file and directory are flushed
        files.FlushParent(path);
    }

    void ClosedMap(FileSystemBase files, string temporary, string path)
    {
        var map = files.CreateMutableMapped(temporary, 4096);
        map.Write(0, 1);
        map.Close();
        files.Rename(temporary, path); // right: Close flushes
        files.FlushParent(path);
    }

    void InFinally(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        try
        {
            files.Rename(temporary, path); // right: the directory is flushed in finally
        }
        finally
        {
            files.FlushParent(path);
        }
    }

    void OnDispose(FileSystemBase files, string temporary, string path)
    {
        using (var map = files.CreateMutableMapped(temporary, 4096, new MapOptions { FlushOnDispose = true }))
        {
            map.Write(0, 1);
        }

        files.Rename(temporary, path); // right: flushed on dispose
        files.FlushParent(path);
    }

    void FlushedBetween(FileSystemBase files, string path, byte[] bytes)
    {
        using var file = files.CreateNew(path + ".tmp");
        file.WriteAt(bytes, 0);
        file.FlushAll();
        files.Rename(file.Path, path); // right: file and directory are flushed
        files.FlushParent(path);
    }

    void Replaced(FileSystemBase files, string path, byte[] bytes) =>
        files.ReplaceAtomically(path, bytes, new ReplaceOptions { Flush = true }); // right: does all of it

    async Task ReplacedAsync(FileSystemBase files, string path, byte[] bytes) => await files.ReplaceAtomicallyAsync(path, bytes); // right: does all of it
}

class NotWrittenHere
{
    void OnlyRenamed(FileSystemBase files, string from, string to) => files.Rename(from, to); // right: nothing was written here

    void OnlyRead(FileSystemBase files, string from, string to)
    {
        using (var file = files.OpenRead(from))
        {
            Console.WriteLine(file.Length);
        }

        files.Rename(from, to); // right: nothing was written here
    }

    void AnotherFile(FileSystemBase files, string log, string from, string to, byte[] line)
    {
        using (var file = files.OpenWrite(log))
        {
            file.Append(line);
            file.FlushData();
        }

        files.Rename(from, to); // right: another file was written
    }

    void AnotherPathInTheVariable(FileSystemBase files, string path, string next, string to, byte[] bytes)
    {
        using (var file = files.OpenWrite(path))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        path = next;
        files.Rename(path, to); // right: the variable names another file now
    }

    void ByTheBcl(string from, string to) => File.Move(from, to); // right: nothing was written here

    void InAnotherMethod(FileSystemBase files, StorageFile file, string to, byte[] bytes)
    {
        file.WriteAt(bytes, 0);
        file.FlushAll();
        Rename(files, file.Path, to);
    }

    private static void Rename(FileSystemBase files, string from, string to) => files.Rename(from, to); // right: the caller flushes

    void Copied(FileSystemBase files, string from, string to)
    {
        files.Copy(from, to + ".tmp");
        files.Rename(to + ".tmp", to); // right: Copy flushes as its options say
    }

    void Rotated(FileSystemBase files, string path)
    {
        for (var i = 9; i > 0; i--)
        {
            files.Rename($"{path}.{i}", $"{path}.{i + 1}", replace: true); // right: nothing was written here
        }
    }

    void BeforeItIsWritten(FileSystemBase files, string path, byte[] bytes)
    {
        files.Rename(path, path + ".old"); // right: written afterwards
        using var file = files.CreateNew(path);
        file.WriteAt(bytes, 0);
        file.FlushAll();
    }

    void OnFailure(FileSystemBase files, string path, byte[] bytes)
    {
        try
        {
            using var file = files.CreateNew(path);
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }
        catch (StorageException)
        {
            files.Rename(path, path + ".broken"); // right: sets the broken file aside
            throw;
        }
    }
}

class ByTheFileSystem
{
    void Each(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
        }

        files.FlushEach([temporary]);
        files.Rename(temporary, path, replace: true); // right: FlushEach flushes what the file holds
        files.FlushParent(path);
    }

    void DirectoryByAnotherLibrary(FileSystemBase files, string temporary, string path, byte[] bytes, Action<string> flushDirectory)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        files.Rename(temporary, path, replace: true); // right: the delegate may flush the directory
        flushDirectory(path);
    }

    async Task InTheBackground(FileSystemBase files, string path, byte[] bytes, TaskCompletionSource written)
    {
        await using var file = await files.CreateNewAsync(path + ".tmp");
        var flush = Task.Run(async () =>
        {
            await written.Task;
            await file.FlushAllAsync();
        });
        await file.WriteAtAsync(bytes, 0);
        written.SetResult();
        await flush;
        await files.RenameAsync(path + ".tmp", path); // right: flushed by the task, which waits until it is written
        await files.FlushParentAsync(path);
    }
}

class Later
{
    async Task DirectoryBeside(FileSystemBase files, string temporary, string path, byte[] bytes, TaskCompletionSource renamed)
    {
        await using (var file = await files.CreateNewAsync(temporary))
        {
            await file.WriteAtAsync(bytes, 0);
            await file.FlushAllAsync();
        }

        var flushing = FlushAsync();
        await files.RenameAsync(temporary, path); // right: the function waits until it is renamed
        renamed.SetResult();
        await flushing;

        async Task FlushAsync()
        {
            await renamed.Task;
            await files.FlushParentAsync(path);
        }
    }

    async Task DirectoryOfATask(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        await using (var file = await files.CreateNewAsync(temporary))
        {
            await file.WriteAtAsync(bytes, 0);
            await file.FlushAllAsync();
        }

        await files.RenameAsync(temporary, path); // right: the directory is flushed by a task
        await Task.Run(() => files.FlushParent(path));
    }

    void ByAMethodGroup(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        files.Rename(temporary, path); // right: the method may flush the directory
        new List<string> { path }.ForEach(SyncDirectory);
    }

    private static void SyncDirectory(string path) => FileSystem.Default.FlushParent(path);

    void ByAnEvent(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        files.Rename(temporary, path); // right: whoever listens may flush the directory
        Renamed?.Invoke(this, EventArgs.Empty);
    }

    public event EventHandler? Renamed;
}
