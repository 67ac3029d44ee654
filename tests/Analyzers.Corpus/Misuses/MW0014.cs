using Mapwright.Pooled;
using Microsoft.Win32.SafeHandles;

using var log = new FileStream("log.bin", FileMode.Create);
log.Flush(true); // MW0014 info

class Streams
{
    void Named(FileStream stream) => stream.Flush(flushToDisk: true); // MW0014 info

    void AConstant(FileStream stream)
    {
        const bool ToDisk = true;
        stream.Flush(ToDisk); // MW0014 info
    }

    void InAUsing(string path, byte[] bytes)
    {
        using (var stream = File.Create(path))
        {
            stream.Write(bytes);
            stream.Flush(true); // MW0014 info
        }
    }

    async Task Async(string path, byte[] bytes)
    {
        await using var stream = new FileStream(path, FileMode.Append);
        await stream.WriteAsync(bytes);
        stream.Flush(true); // MW0014 info
    }

    void InFinally(FileStream stream, Action work)
    {
        try
        {
            work();
        }
        finally
        {
            stream.Flush(true); // MW0014 info
        }
    }

    void InALambda(FileStream stream, List<Action> later) => later.Add(() => stream.Flush(true)); // MW0014 info

    Task OnThePool(FileStream stream) => Task.Run(() => stream.Flush(true)); // MW0014 info

    void Conditional(FileStream? stream) => stream?.Flush(true); // MW0014 info

    void ACast(Stream stream) => ((FileStream)stream).Flush(true); // MW0014 info

    void APattern(Stream stream)
    {
        if (stream is FileStream file)
        {
            file.Flush(true); // MW0014 info
        }
    }

    private readonly FileStream _stream = File.Create("a");

    void AField() => _stream.Flush(true); // MW0014 info

    void AProperty(Streams other) => other.Stream.Flush(true); // MW0014 info

    FileStream Stream => _stream;

    void InALoop(IEnumerable<FileStream> streams)
    {
        foreach (var stream in streams)
            stream.Flush(true); // MW0014 info
    }

    void ByVariable(FileStream stream, bool toDisk) => stream.Flush(toDisk); // out of reach: it may be false

    void OfABase(Stream stream) => stream.Flush(); // out of reach: an override decides what it does
}

class Checked(string path) : FileStream(path, FileMode.Open)
{
    public override void Flush(bool flushToDisk) => base.Flush(flushToDisk);

    static void Use(Checked stream) => stream.Flush(true); // MW0014 info
}

class Handles(SafeFileHandle handle)
{
    void Flush() => RandomAccess.FlushToDisk(handle); // MW0014 info

    void AfterAWrite(string path, byte[] bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.FlushToDisk(file); // MW0014 info
    }

    void AReference()
    {
        Action<SafeFileHandle> flush = RandomAccess.FlushToDisk; // MW0014 info
        flush(handle);
    }

    void Passed(IEnumerable<SafeFileHandle> all) => all.ToList().ForEach(RandomAccess.FlushToDisk); // MW0014 info

    void OfAStream(FileStream stream) => RandomAccess.FlushToDisk(stream.SafeFileHandle); // MW0014 info

    void ALocalFunction()
    {
        Flush();

        void Flush() => RandomAccess.FlushToDisk(handle); // MW0014 info
    }
}
