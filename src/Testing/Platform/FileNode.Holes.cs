namespace Mapwright.Testing;

/// <summary>Blocks that are given back or made zero, and where there are any.</summary>
internal sealed partial class FileNode
{
    private static readonly byte[] s_zeros = new byte[SparseImage.BlockSize];

    public IoResult PunchHole(long offset, long length)
    {
        var end = offset + length;
        StoreZeros(offset, length);
        var first = (offset + SparseImage.BlockSize - 1) / SparseImage.BlockSize;

        // The last block of the file counts as inside when the interval reaches the file's end.
        var last = (end >= Length ? end + SparseImage.BlockSize - 1 : end) / SparseImage.BlockSize;
        _volume.FreeBlocks(_blocks.RemoveWhere(block => block >= first && block < last));
        Change = _volume.Now;
        return IoResult.Success();
    }

    public IoResult ZeroRange(long offset, long length)
    {
        var allocated = Allocate(offset, length);
        if (!allocated.IsFailure)
        {
            StoreZeros(offset, length);
        }

        return allocated;
    }

    /// <summary>The first run of blocks at or after an offset, cut off at the offset and at the end of the file.</summary>
    public FileExtent? FindExtent(long offset)
    {
        for (var block = offset / SparseImage.BlockSize; offset < Length && block * SparseImage.BlockSize < Length; block++)
        {
            if (_blocks.Contains(block))
            {
                var start = Math.Max(offset, block * SparseImage.BlockSize);
                while (_blocks.Contains(block))
                {
                    block++;
                }

                return new FileExtent(start, Math.Min(block * SparseImage.BlockSize, Length) - start);
            }
        }

        return null;
    }

    /// <summary>Makes what the file has of an interval zero.</summary>
    private void StoreZeros(long offset, long length)
    {
        var end = Math.Min(offset + length, Length);
        while (offset < end)
        {
            var count = (int)Math.Min(s_zeros.Length, end - offset);
            Store(s_zeros.AsSpan(0, count), offset);
            offset += count;
        }
    }
}
