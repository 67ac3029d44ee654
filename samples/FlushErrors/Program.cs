using Mapwright;
using Mapwright.Pooled;

// Writes the same bytes three times and flushes them three ways. Run it where flushing fails, and see who notices:
//   strace -f --seccomp-bpf -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:error=EIO dotnet run -c Release --project samples/FlushErrors
var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
var bytes = "the only copy"u8.ToArray();
try
{
    Report("FileStream.Flush(flushToDisk: true)", () =>
    {
        using var file = new FileStream(path, FileMode.Create);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    });
    Report("RandomAccess.FlushToDisk", () =>
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, bytes, fileOffset: 0);
        RandomAccess.FlushToDisk(file);
    });
    Report("Mapwright StorageFile.FlushAll", () =>
    {
        using var file = StorageFile.OpenWrite(path);
        file.WriteAt(bytes, offset: 0);
        file.FlushAll();
    });
}
finally
{
    File.Delete(path);
}

static void Report(string name, Action flush)
{
    try
    {
        flush();
        Console.WriteLine($"{name}: says that the bytes are safe");
    }
    catch (StorageException exception)
    {
        Console.WriteLine($"{name}: {exception.Message}");
    }
}
