using System.Buffers.Binary;
using Mapwright.Inlined;

namespace Mapwright.Testing.Tests.Journals;

/// <summary>The file of a journal, and what is in it.</summary>
internal sealed class JournalImage
{
    public const string Path = "/journal";

    private const int HeaderLength = 8192;
    private const int SegmentSize = 16 << 10;
    private const int Block = 4096;

    private JournalImage(byte[] content, IReadOnlyList<JournalRecord> records)
    {
        Content = content;
        Records = records;
    }

    public static JournalOptions Small { get; } = new() { SegmentSize = SegmentSize, BufferSize = 8192, IdleMark = Timeout.InfiniteTimeSpan };

    public byte[] Content { get; }

    public IReadOnlyList<JournalRecord> Records { get; }

    /// <summary>A journal with records, batches, trimmed and reused segments, perhaps a cut, perhaps closed.</summary>
    public static JournalImage Make(int seed)
    {
        var platform = new SimulatedPlatform(seed);
        var files = new FileSystem(platform, InlineScheduler.Shared);
        var random = new Random(seed);
        for (var start = 0; start < 3; start++)
        {
            var journal = files.OpenJournal(Path, Small);
            for (var i = 0; i < 25; i++)
            {
                Write(journal, random);
            }

            if (random.Next(2) == 0)
            {
                journal.TrimHead(journal.AppendAndCommit(Bytes(random)));
                Write(journal, random);
            }

            journal.Commit();
            if (start == 2 && random.Next(2) == 0)
            {
                break;
            }

            if (random.Next(2) == 0)
            {
                // A torn tail, for the next start to cut.
                journal.AppendBatch([new byte[100], new byte[100]]);
                using var fault = platform.Inject(new Fault { Error = SimulatedError.DeviceError, Primitive = SimulatedPrimitive.WriteAt, Transferred = 60 });
                Should.Throw<StorageException>(() => journal.Commit());
            }

            journal.Dispose();
        }

        var content = platform.ReadLive(Path);
        using var reader = files.OpenJournalReader(Path);
        return new JournalImage(content, ReadAll(reader));
    }

    public static List<JournalRecord> ReadAll(JournalReaderBase reader)
    {
        var records = new List<JournalRecord>();
        while (reader.Read() is { } record)
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>The lowest position of the log that an interval of the file holds; 0 when it touches a header.</summary>
    public long LowestLsn(long offset, long length)
    {
        var lowest = long.MaxValue;
        for (var at = offset; at < offset + length && at < Content.Length; at++)
        {
            var inSegment = (int)((at - HeaderLength) % SegmentSize);
            if (at < HeaderLength || inSegment < Block)
            {
                return 0;
            }

            var number = BinaryPrimitives.ReadInt64LittleEndian(Content.AsSpan((int)at - inSegment + 16));
            lowest = Math.Min(lowest, (number * (SegmentSize - Block)) + inSegment - Block);
            at += Math.Min(7, SegmentSize - 1 - inSegment);
        }

        return lowest;
    }

    private static void Write(JournalBase journal, Random random)
    {
        if (random.Next(4) == 0)
        {
            journal.AppendBatch([Bytes(random), Bytes(random), Bytes(random)]);
        }
        else
        {
            journal.Append(Bytes(random));
        }

        if (random.Next(3) == 0)
        {
            journal.Commit();
        }
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(10) == 0 ? random.Next(8000) : random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }
}
