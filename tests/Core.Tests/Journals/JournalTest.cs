using System.Text;

namespace Mapwright.Core.Tests.Journals;

/// <summary>A folder for journals, and a file system that runs everything on the caller's thread.</summary>
public abstract class JournalTest : IDisposable
{
    protected static readonly JournalOptions Small = new() { SegmentSize = JournalLayout.SmallestSegment, BufferSize = 8192 };

    protected TemporaryDirectory Folder { get; } = new();

    protected virtual FileSystemBase Files { get; } = new CallerFileSystem();

    protected string Path => Folder.File("journal");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected JournalBase Open(JournalOptions? options = null) => Files.OpenJournal(Path, options ?? Small);

    protected List<JournalRecord> ReadAll(long from = 0)
    {
        using var reader = Files.OpenJournalReader(Path);
        if (from > reader.FirstLsn)
        {
            reader.Seek(from);
        }

        return ReadAll(reader);
    }

    protected static List<JournalRecord> ReadAll(JournalReaderBase reader)
    {
        var records = new List<JournalRecord>();
        while (reader.Read() is { } record)
        {
            records.Add(record);
        }

        return records;
    }

    protected static byte[] Bytes(int length, int seed = 0)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(JournalRecord record) => Encoding.UTF8.GetString(record.Payload.Span);
}
