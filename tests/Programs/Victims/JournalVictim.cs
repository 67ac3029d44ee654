using System.Buffers.Binary;

namespace VictimProgram;

/// <summary>Some threads append and commit. Says of each commit which writer and which of its records.</summary>
internal static class JournalVictim
{
    private const int Writers = 4;
    private const int MostRecords = 2_000;

    public static Action<string, Action<string>> Writing(Caching caching) => (path, say) => Work(path, caching, say);

    private static void Work(string path, Caching caching, Action<string> say)
    {
        using var journal = Journal.Open(
            path, new JournalOptions { SegmentSize = 16 << 10, BufferSize = 8192, IdleMark = TimeSpan.FromMilliseconds(20), Caching = caching });
        var last = new long[Writers];
        using (var reader = JournalReader.Open(path))
        {
            while (reader.Read() is { } record)
            {
                last[record.Payload.Span[0]] = BinaryPrimitives.ReadInt64LittleEndian(record.Payload.Span[1..]);
            }
        }

        Said.OnThreads(Writers, writer =>
        {
            for (var number = last[writer] + 1; number <= last[writer] + MostRecords; number++)
            {
                if (number % 3 == 0)
                {
                    journal.Append(Content(writer, number));
                }
                else
                {
                    journal.AppendAndCommit(Content(writer, number));
                    say($"{writer} {number}");
                }
            }
        });
    }

    /// <summary>The content that the test expects: writer, number, and bytes that follow from both, now and then more than the buffer takes.</summary>
    private static byte[] Content(int writer, long number)
    {
        var bytes = new byte[9 + (int)(number * 131 % 700) + (number % 40 == 0 ? 12_000 : 0)];
        bytes.AsSpan().Fill((byte)(number + writer));
        bytes[0] = (byte)writer;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), number);
        return bytes;
    }
}
