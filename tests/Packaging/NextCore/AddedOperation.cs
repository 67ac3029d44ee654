namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>What a later version of Core may add: an operation, which older adapters do not override.</summary>
    /// <returns>The number of zero bytes in the file.</returns>
    [Operation]
    public long CountZeros()
    {
        Span<byte> buffer = stackalloc byte[512];
        var zeros = 0L;
        for (var offset = 0L; ReadAt(buffer, offset) is > 0 and var count; offset += count)
        {
            zeros += buffer[..count].Count((byte)0);
        }

        return zeros;
    }
}
