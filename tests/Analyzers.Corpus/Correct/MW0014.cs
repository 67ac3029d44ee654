using Mapwright;
using Mapwright.Pooled;
using Microsoft.Win32.SafeHandles;

using var log = StorageFile.OpenWrite("log.bin");
log.WriteAt(new byte[16], 0);
log.FlushAll(); // right: throws what the system reports

class Streams
{
    void TheBuffer(FileStream stream) => stream.Flush(); // right: makes nothing durable, and says so

    void NotToDisk(FileStream stream) => stream.Flush(false); // right: makes nothing durable

    void NotToDiskByName(FileStream stream) => stream.Flush(flushToDisk: false); // right: makes nothing durable

    async Task Async(FileStream stream, CancellationToken cancel) => await stream.FlushAsync(cancel); // right: makes nothing durable

    void OfAWriter(StreamWriter writer) => writer.Flush(); // right: makes nothing durable

    void OfAnotherStream(MemoryStream stream) => stream.Flush(); // right: no file

    void Brotli(System.IO.Compression.BrotliStream stream) => stream.Flush(); // right: no file

    void Written(FileStream stream, byte[] bytes) => stream.Write(bytes); // right: a write

    void Sized(FileStream stream) => stream.SetLength(0); // right: no flush

    void Disposed(FileStream stream) => stream.Dispose(); // right: promises nothing

    void OfAMap(System.IO.MemoryMappedFiles.MemoryMappedViewAccessor view) => view.Flush(); // right: reports what the system says
}

class Handles(SafeFileHandle handle)
{
    void Written(byte[] bytes) => RandomAccess.Write(handle, bytes, 0); // right: a write

    long Length() => RandomAccess.GetLength(handle); // right: a question

    void Shared()
    {
        using var file = StorageFile.OpenHandle(handle);
        file.FlushAll(); // right: throws what the system reports
    }

    string Name() => nameof(RandomAccess.FlushToDisk); // right: a name
}

class Ours(StorageFile file)
{
    void Data() => file.FlushData(); // right: throws what the system reports

    async Task All() => await file.FlushAllAsync(); // right: throws what the system reports

    void Stream()
    {
        using var stream = file.AsStream();
        stream.Flush(); // right: makes nothing durable
    }

    void Map(MutableMappedFile map) => map.Flush(); // right: throws what the system reports

    void Tokens(RangedFile ranged, WriteReceipt receipt) => ranged.Flush(receipt); // right: throws what the system reports
}

class Another
{
    private sealed class FileStream
    {
        public void Flush(bool flushToDisk) => Console.WriteLine(flushToDisk);
    }

    private static class RandomAccess
    {
        public static void FlushToDisk(SafeFileHandle handle) => handle.Dispose();
    }

    void OfTheSameName(SafeFileHandle handle)
    {
        new FileStream().Flush(true); // right: another type of that name
        RandomAccess.FlushToDisk(handle); // right: another type of that name
    }
}
