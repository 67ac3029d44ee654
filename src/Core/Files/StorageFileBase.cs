namespace Mapwright;

/// <summary>A file that is read and written at offsets. Offsets and lengths are bytes.</summary>
/// <remarks>Safe for use by many threads. Concurrent writes of overlapping intervals leave either's bytes, mixed.</remarks>
[Surface("StorageFile")]
public abstract partial class StorageFileBase : FileBackedObject
{
    private const string IsDirect = "Caching=Direct";
    private const int SmallestSector = 512;

    private NoWaitReads _noWait;

    /// <summary>Takes over an opened file.</summary>
    /// <param name="state">What was opened.</param>
    protected StorageFileBase(StorageFileState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
        _pacing = state.BytesPerFlushStart == 0 ? null : new WritePacing(state.BytesPerFlushStart);
    }

    /// <summary>The length of the file in bytes, asked of the system at each call.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system could not tell.</exception>
    public long Length
    {
        get
        {
            Enter();
            try
            {
                return File.GetLength(nameof(Length));
            }
            finally
            {
                Exit();
            }
        }
    }

    /// <summary>Which file it is, whatever its paths: the same for every object that has it open.</summary>
    public FileIdentity Identity => File.Inode.Identity;

    /// <summary>Sets the length. A longer file reads as zeros in its new part, which occupies no blocks.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">The system refused; the length is unchanged.</exception>
    [Operation(Check = nameof(CheckLength)), Dirties]
    public void SetLength(long length)
    {
        CheckLength(length);
        EnterForWrite(nameof(SetLength));
        try
        {
            File.Check(Platform.SetLength(File.Handle, length), nameof(SetLength));
        }
        finally
        {
            Exit();
        }
    }

    private static void CheckLength(long length) => ArgumentOutOfRangeException.ThrowIfNegative(length);
}
