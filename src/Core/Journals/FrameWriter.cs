namespace Mapwright;

/// <summary>Fills a reserved place of the buffer with a frame, piece by piece.</summary>
internal ref struct FrameWriter(LogBuffer buffer, long lsn, int payloadLength)
{
    private long _position = lsn + FrameHeader.Size;
    private uint _checksum;

    /// <summary>Adds to the payload.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        // Of the copy: what the caller changes meanwhile is written as it was copied, or as it became, and fits its checksum.
        buffer.Write(_position, bytes);
        var first = buffer.At(_position, bytes.Length);
        _checksum = Checksum.Append(_checksum, first);
        _checksum = Checksum.Append(_checksum, buffer.At(_position + first.Length, bytes.Length - first.Length));
        _position += bytes.Length;
    }

    /// <summary>Ends the frame: its payload is complete.</summary>
    public readonly void End(FrameKind kind, in FrameRules rules, long durableLsn)
    {
        Span<byte> rest = stackalloc byte[FrameHeader.Alignment];
        rest.Clear();
        buffer.Write(_position, rest[..(int)(lsn + FrameHeader.LengthOf(payloadLength) - _position)]);
        WriteHeader(kind, rules, durableLsn, _checksum);
    }

    /// <summary>Gives up: the place is filled with a void frame, whatever was written of the payload.</summary>
    public readonly void Void(in FrameRules rules, long durableLsn) => WriteHeader(FrameKind.Void, rules, durableLsn, 0);

    private readonly void WriteHeader(FrameKind kind, in FrameRules rules, long durableLsn, uint checksum)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Size];
        new FrameHeader(kind, lsn, durableLsn, rules.JournalId, rules.Generation, payloadLength, checksum).WriteTo(header);
        buffer.Write(lsn, header);
    }
}
