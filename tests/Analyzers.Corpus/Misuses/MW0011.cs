using Mapwright;
using Mapwright.Pooled;

using (var settings = StorageFile.CreateNew("settings.new"))
{
    settings.WriteAt(new byte[16], 0);
}

FileSystem.Default.Rename("settings.new", "settings", replace: true); // MW0011

class Renamed
{
    void Plain(FileSystem files, byte[] bytes)
    {
        using (var file = files.CreateNew("a.tmp"))
        {
            file.WriteAt(bytes, 0);
        }

        files.Rename("a.tmp", "a", replace: true); // MW0011
    }

    async Task Async(FileSystem files, string path, byte[] bytes, CancellationToken cancel)
    {
        var temporary = path + ".tmp";
        await using (var file = await files.CreateNewAsync(temporary, cancellationToken: cancel))
        {
            await file.WriteAtAsync(bytes, 0, cancel);
        }

        await files.RenameAsync(temporary, path, replace: true, cancel); // MW0011
    }

    void ByAVariable(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        var file = files.OpenWrite(temporary);
        file.WriteAt(bytes, 0);
        file.Dispose();
        files.Rename(temporary, path); // MW0011
    }

    void WhileOpen(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using var file = files.OpenWrite(temporary);
        file.WriteAt(bytes, 0);
        files.Rename(temporary, path); // MW0011
        file.FlushAll();
    }

    void Appended(FileSystemBase files, string temporary, string path, IEnumerable<byte[]> lines)
    {
        using (var file = files.CreateNew(temporary))
        {
            foreach (var line in lines)
            {
                file.Append(line);
            }
        }

        files.Rename(temporary, path); // MW0011
    }

    void AMap(FileSystemBase files, string temporary, string path)
    {
        using (var map = files.CreateMutableMapped(temporary, 4096))
        {
            map.Write(0, 1);
        }

        files.Rename(temporary, path); // MW0011
    }

    void ByTheBcl(string temporary, string path, byte[] bytes)
    {
        using (var file = StorageFile.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
        }

        File.Move(temporary, path, overwrite: true); // MW0011
    }

    void ReplacedByTheBcl(string temporary, string path, byte[] bytes)
    {
        using (var file = StorageFile.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
        }

        File.Replace(temporary, path, null); // MW0011
    }

    void InFinally(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        var file = files.CreateNew(temporary);
        try
        {
            file.WriteAt(bytes, 0);
        }
        finally
        {
            file.Dispose();
        }

        files.Rename(temporary, path); // MW0011
    }

    void WrittenAgain(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
            file.WriteAt(bytes, bytes.Length);
        }

        files.Rename(temporary, path); // MW0011
    }

    void ByThePath(FileSystemBase files, string path, byte[] bytes)
    {
        using var file = files.CreateNew(path + ".tmp");
        file.WriteAt(bytes, 0);
        files.Rename(file.Path, path); // MW0011
        file.FlushAll();
    }

    void ALambda(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        Action save = () =>
        {
            using (var file = files.CreateNew(temporary))
            {
                file.WriteAt(bytes, 0);
            }

            files.Rename(temporary, path); // MW0011
        };
        save();
    }

    void ALocalFunction(FileSystemBase files, string path, byte[] bytes)
    {
        Save(path + ".tmp");

        void Save(string temporary)
        {
            using (var file = files.CreateNew(temporary))
            {
                file.WriteAt(bytes, 0);
            }

            files.Rename(temporary, path); // MW0011
        }
    }

    void BothBranches(FileSystemBase files, string temporary, string path, byte[] bytes, bool twice)
    {
        using (var file = files.CreateNew(temporary))
        {
            if (twice)
            {
                file.WriteAt(bytes, bytes.Length);
            }
            else
            {
                file.WriteAt(bytes, 0);
            }
        }

        files.Rename(temporary, path); // MW0011
    }

    void FlushedSometimes(FileSystemBase files, string temporary, string path, byte[] bytes, bool careful)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            if (careful)
            {
                file.FlushAll();
            }
        }

        files.Rename(temporary, path); // MW0011 info
    }

    void FlushedTooLate(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using var file = files.CreateNew(temporary);
        file.WriteAt(bytes, 0);
        files.Rename(temporary, path); // MW0011
        file.FlushAll();
        files.FlushParent(path);
    }
}

class DirectoryNotFlushed
{
    void Asked(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        files.Rename(temporary, path, replace: true); // MW0011
    }

    async Task AskedAsync(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        await using (var file = await files.CreateNewAsync(temporary))
        {
            await file.WriteAtAsync(bytes, 0);
            await file.FlushDataAsync();
        }

        await files.RenameAsync(temporary, path, replace: true); // MW0011
    }

    void Durable(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteDurableAt(bytes, 0);
        }

        files.Rename(temporary, path, replace: true); // MW0011
    }

    void AMapThatWasFlushed(FileSystemBase files, string temporary, string path)
    {
        using (var map = files.CreateMutableMapped(temporary, 4096))
        {
            map.Write(0, 1);
            map.Flush();
        }

        files.Rename(temporary, path); // MW0011
    }

    void ByAHelper(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        Write(files, temporary, bytes);
        files.Rename(temporary, path, replace: true); // out of reach: what the helper wrote is not known
    }

    private static void Write(FileSystemBase files, string path, byte[] bytes)
    {
        using var file = files.CreateNew(path);
        file.WriteAt(bytes, 0);
    }

    void OfAnotherLibrary(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        File.WriteAllBytes(temporary, bytes);
        files.Rename(temporary, path, replace: true); // out of reach: it was written by another library
    }
}

class WithOtherCalls
{
    void DirectoryOfAnotherFile(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        files.FlushParent(path);
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
            file.FlushAll();
        }

        files.Rename(temporary, path); // MW0011
        Console.WriteLine(path);
    }

    void FlushedEachTooLate(FileSystemBase files, string temporary, string path, byte[] bytes)
    {
        using (var file = files.CreateNew(temporary))
        {
            file.WriteAt(bytes, 0);
        }

        files.Rename(temporary, path); // MW0011
        files.FlushEach([path]);
    }
}
