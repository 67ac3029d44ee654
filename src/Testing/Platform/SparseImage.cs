namespace Mapwright.Testing;

/// <summary>Bytes by offset, in blocks; what was never written is zero and takes no memory.</summary>
internal sealed class SparseImage
{
    public const int BlockSize = 4096;

    private readonly Dictionary<long, byte[]> _blocks = [];

    /// <summary>The numbers of the blocks that were written.</summary>
    public IEnumerable<long> Blocks => _blocks.Keys;

    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var (block, start) = (offset / BlockSize, (int)(offset % BlockSize));
            var count = Math.Min(BlockSize - start, destination.Length);
            if (_blocks.TryGetValue(block, out var bytes))
            {
                bytes.AsSpan(start, count).CopyTo(destination);
            }
            else
            {
                destination[..count].Clear();
            }

            destination = destination[count..];
            offset += count;
        }
    }

    public byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        Read(offset, bytes);
        return bytes;
    }

    public void Write(long offset, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            var (block, start) = (offset / BlockSize, (int)(offset % BlockSize));
            var count = Math.Min(BlockSize - start, source.Length);
            if (!_blocks.TryGetValue(block, out var bytes))
            {
                _blocks.Add(block, bytes = new byte[BlockSize]);
            }

            source[..count].CopyTo(bytes.AsSpan(start));
            source = source[count..];
            offset += count;
        }
    }

    /// <summary>Whether an interval inside one block holds the given bytes.</summary>
    public bool Matches(long offset, ReadOnlySpan<byte> expected) =>
        _blocks.TryGetValue(offset / BlockSize, out var bytes)
            ? bytes.AsSpan((int)(offset % BlockSize), expected.Length).SequenceEqual(expected)
            : !expected.ContainsAnyExcept((byte)0);

    /// <summary>Makes everything from an offset on zero.</summary>
    public void Truncate(long length)
    {
        foreach (var block in _blocks.Keys.Where(block => block * BlockSize >= length).ToList())
        {
            _blocks.Remove(block);
        }

        if (_blocks.TryGetValue(length / BlockSize, out var last))
        {
            last.AsSpan((int)(length % BlockSize)).Clear();
        }
    }

    public SparseImage Clone()
    {
        var clone = new SparseImage();
        foreach (var (block, bytes) in _blocks)
        {
            clone._blocks.Add(block, [.. bytes]);
        }

        return clone;
    }
}
