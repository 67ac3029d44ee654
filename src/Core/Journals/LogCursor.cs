namespace Mapwright;

/// <summary>Reads one frame after the other. Payloads are slices of arrays that are never written again.</summary>
internal sealed class LogCursor(ILogSource source, long start)
{
    private const int ChunkSize = 64 * 1024;

    private ReadOnlyMemory<byte> _chunk;
    private long _chunkStart;

    /// <summary>Where the next frame is looked for.</summary>
    public long Position { get; private set; } = start;

    /// <summary>Goes to a position, and forgets what was read ahead.</summary>
    public void Seek(long position)
    {
        Position = position;
        _chunk = default;
    }

    /// <summary>Reads the frame at the position and moves behind it; stays where there is none.</summary>
    /// <param name="rules">Which frames are in force.</param>
    /// <param name="header">The header, unless there is none.</param>
    /// <param name="payload">The payload of a whole frame.</param>
    /// <returns>What was found.</returns>
    public FrameStatus Read(in FrameRules rules, out FrameHeader header, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (!FrameHeader.TryRead(Take(Position, FrameHeader.Size).Span, out header) || !rules.Accept(header, Position))
        {
            header = default;
            return FrameStatus.NoHeader;
        }

        // Before anything is allocated for it: no length is believed that the log has no room for.
        if (header.End > source.End)
        {
            return FrameStatus.BadPayload;
        }

        if (header.Kind != FrameKind.Void)
        {
            var bytes = Take(Position + FrameHeader.Size, header.PayloadLength);
            if (bytes.Length < header.PayloadLength || Checksum.Of(bytes.Span) != header.PayloadChecksum || !IsWellFormed(header.Kind, bytes))
            {
                return FrameStatus.BadPayload;
            }

            payload = bytes;
        }

        Position = header.End;
        return FrameStatus.Whole;
    }

    private static bool IsWellFormed(FrameKind kind, ReadOnlyMemory<byte> payload)
    {
        while (kind == FrameKind.Batch && !payload.IsEmpty)
        {
            if (!BatchPayload.TryTake(ref payload, out _))
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlyMemory<byte> Take(long lsn, int length)
    {
        if (lsn < _chunkStart || lsn + length > _chunkStart + _chunk.Length)
        {
            var size = (int)Math.Min(Math.Max(length, ChunkSize), Math.Max(0, source.End - lsn));
            var bytes = GC.AllocateUninitializedArray<byte>(size);
            _chunk = bytes.AsMemory(0, source.Read(lsn, bytes));
            _chunkStart = lsn;
        }

        return _chunk.Slice((int)(lsn - _chunkStart), (int)Math.Min(length, _chunk.Length - (lsn - _chunkStart)));
    }
}
