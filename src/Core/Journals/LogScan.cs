using System.Buffers.Binary;

namespace Mapwright;

/// <summary>What a pass over a log found.</summary>
/// <param name="End">The position behind the last frame of the unbroken row from the start.</param>
/// <param name="DurableLsn">The highest durable position that any header in force claims, wherever it stands.</param>
/// <param name="LaterFrames">How many headers in force stand behind <paramref name="End"/>.</param>
/// <param name="LaterEnd">The end of the last of those, and at least the end of what is broken at <paramref name="End"/>, as far as that is known.</param>
/// <param name="IsSuperseded">Whether a header of a later generation than is in force stands in its place: the header slots are older than the log.</param>
/// <param name="IsBlank">Whether nothing but zeros stands in the rest of the segment behind <paramref name="End"/>, and no frame later.</param>
internal readonly record struct LogScan(long End, long DurableLsn, long LaterFrames, long LaterEnd, bool IsSuperseded, bool IsBlank)
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>Walks the frames from a position on, and searches what comes after the last whole one for headers in force.</summary>
    public static LogScan Run(ILogSource source, long start, in FrameRules rules)
    {
        var cursor = new LogCursor(source, start);
        var durable = 0L;
        while (cursor.Read(rules, out var header, out _) == FrameStatus.Whole)
        {
            durable = Math.Max(durable, header.DurableLsn);
        }

        return Search(source, cursor.Position, rules, durable);
    }

    /// <summary>Looks for headers in force behind a position where the row of frames ends.</summary>
    public static LogScan Search(ILogSource source, long end, in FrameRules rules, long durable)
    {
        var scan = new LogScan(end, durable, LaterFrames: 0, LaterEnd: end, IsSuperseded: false, IsBlank: true);
        var chunk = new byte[ChunkSize + FrameHeader.Size];
        for (var position = end; position < source.End; position += ChunkSize)
        {
            var bytes = chunk.AsSpan(0, source.Read(position, chunk));
            if (bytes.IsEmpty)
            {
                break;
            }

            scan = scan.With(bytes, position, rules);
        }

        return scan;
    }

    private LogScan With(ReadOnlySpan<byte> bytes, long position, in FrameRules rules)
    {
        var scan = this with { IsBlank = IsBlank && !bytes.ContainsAnyExcept((byte)0) };
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, FrameHeader.Magic);
        for (var at = 0; at < ChunkSize && at < bytes.Length; at++)
        {
            var next = bytes[at..].IndexOf(magic);
            if (next < 0)
            {
                break;
            }

            at += next;
            var start = at - FrameHeader.MagicOffset;
            if (start is < 0 or >= ChunkSize || !FrameHeader.TryRead(bytes[start..], out var header))
            {
                continue;
            }

            if (header.JournalId == rules.JournalId && header.Lsn == position + start && header.Generation > rules.Generation)
            {
                scan = scan with { IsSuperseded = true };
            }
            else if (rules.Accept(header, position + start))
            {
                scan = scan with
                {
                    DurableLsn = Math.Max(scan.DurableLsn, header.DurableLsn),
                    LaterFrames = scan.LaterFrames + 1,
                    LaterEnd = Math.Max(scan.LaterEnd, header.End),
                };
            }
        }

        return scan;
    }
}
