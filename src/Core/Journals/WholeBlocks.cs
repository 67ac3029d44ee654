namespace Mapwright;

/// <summary>Writes the log past the page cache, in whole blocks of aligned memory. One caller at a time.</summary>
/// <remarks>
/// The block that a write ends in is written with zeros behind it and kept, and written once more with what follows. Between two writes
/// the buffer begins with the log's last block, as far as there is one, so nothing is read back but the first time.
/// </remarks>
internal sealed class WholeBlocks(JournalFile log)
{
    private const int Size = 256 * 1024;

    private readonly Memory<byte> _buffer = AlignedMemory.Allocate(Size, JournalLayout.Block);

    /// <summary>The position that the buffer begins at, a multiple of a block, and how many bytes of the log from there are in it.</summary>
    private (long Lsn, int Count)? _tail;

    /// <summary>Writes at a position.</summary>
    public void Write(long lsn, ReadOnlySpan<byte> bytes, string operation)
    {
        var (start, count) = _tail is { } tail && tail.Lsn + tail.Count == lsn ? tail : Load(lsn, operation);
        var buffer = _buffer.Span;

        // Of a write that fails, nobody knows what is in the buffer.
        _tail = null;
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, Size - count)];
            part.CopyTo(buffer[count..]);
            count += part.Length;
            var whole = count & -JournalLayout.Block;
            var padded = (count + JournalLayout.Block - 1) & -JournalLayout.Block;
            buffer[count..padded].Clear();
            log.WriteThrough(start, buffer[..padded], operation);
            buffer[whole..count].CopyTo(buffer);
            start += whole;
            count -= whole;
            bytes = bytes[part.Length..];
        }

        _tail = (start, count);
    }

    private (long Lsn, int Count) Load(long lsn, string operation)
    {
        var start = lsn & -JournalLayout.Block;
        var bytes = _buffer.Span[..(int)(lsn - start)];
        bytes[log.Read(start, bytes, operation)..].Clear();
        return (start, bytes.Length);
    }
}
