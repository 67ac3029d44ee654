using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Pages that cannot be had: beyond the end of a truncated file, on a full disk, on a device that fails.</summary>
public abstract partial class MappedFileBase
{
    /// <summary>
    /// Whether a value that is read or written where a page cannot be had is an exception. Where it is not, because the
    /// platform has no fault guard or the guard was switched off, such an access ends the process; copies by
    /// <see cref="ReadAt"/> and its kin report what they can all the same.
    /// </summary>
    public bool FaultsAreReported => Region.ReportsFaults;

    /// <summary>
    /// Whether an access met a page that could not be had. The page reads as zeros since then and what is written to it is
    /// lost, so every member that reads, writes or flushes refuses from then on; of spans, this is the only sign.
    /// A copy that fails by itself leaves the mapping usable and is no fault in this sense.
    /// </summary>
    public bool HasFaulted => Region.HasFaulted;

    /// <summary>Says why a region is of no use any more; returns when a newer one took its place.</summary>
    private protected void ThrowIfUnusable(MappedRegion region, string operation)
    {
        ThrowIfClosed();
        if (region.HasFaulted && ReferenceEquals(region, Region))
        {
            ThrowFaulted(region, operation);
        }
    }

    /// <summary>Throws when a copy failed, or the region it was made from or to faulted.</summary>
    private protected void CheckAccess(
        IoResult result, MappedRegion region, long offset, long length, string operation, bool forWrite = false)
    {
        if (region.HasFaulted)
        {
            ThrowFaulted(region, operation);
        }

        if (Platform.Classify(result.Error) == StorageErrorCode.MappingFault)
        {
            throw File.GetLength(operation) < region.FileOffset + offset + length
                ? Truncated(operation, offset, result)
                : Fault(operation, offset, result, forWrite);
        }

        File.Check(result, operation, offset);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowFaulted(MappedRegion region, string operation)
    {
        Enter();
        try
        {
            throw region.Faulted(operation, File.GetLength(operation) <= region.FileOffset + region.FirstFault);
        }
        finally
        {
            Exit();
        }
    }

    private protected StorageException Truncated(string operation, long offset, IoResult failure) => new(
        StorageErrorCode.Truncated,
        operation,
        Path,
        $"{operation} of '{Path}' at offset {offset} failed: another party truncated the file, which ends before the mapping does.",
        offset)
    { BytesWritten = failure.Value };

    private StorageException Fault(string operation, long offset, IoResult failure, bool forWrite) => new(
        StorageErrorCode.MappingFault,
        operation,
        Path,
        $"{operation} of '{Path}' at offset {offset} failed: a page of the mapping could not be "
            + (forWrite ? "made writable. The disk may be full, or its device failed." : "read. The device failed."),
        offset,
        failure.Error)
    { BytesWritten = failure.Value };
}
