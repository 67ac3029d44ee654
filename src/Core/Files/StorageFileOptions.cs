namespace Mapwright;

/// <summary>How a file is opened.</summary>
public sealed record StorageFileOptions
{
    /// <summary>What it is opened for; reading and writing by default.</summary>
    public FileRights Rights { get; init; } = FileRights.ReadWrite;

    /// <summary>What happens when it exists or is missing; by default it must exist.</summary>
    public FileDisposition Disposition { get; init; }

    /// <summary>The permissions of a file that is created, on Unix.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>
    /// What others may do with the file while it is open, on Windows, beside removing and renaming it, which is always shared: reading and writing by
    /// default. Another party that has it open for more keeps this one out (<see cref="StorageErrorCode.InUse"/>), and where writing is not shared, so are appends
    /// and other ways than through the cache, which take a second handle of their own. Ignored elsewhere: a lock is what systems have in common.
    /// </summary>
    public FileShare WindowsShare { get; init; } = FileShare.ReadWrite;

    /// <summary>The attributes of a file that is created, on Windows: hidden, system, archive, temporary, not indexed. Ignored elsewhere.</summary>
    public FileAttributes WindowsAttributes { get; init; }

    /// <summary>Where the bytes of its transfers go on their way; a call may say otherwise.</summary>
    public Caching Caching { get; init; }

    /// <summary>What is true of each write when it returns; a call may say otherwise.</summary>
    public Durability Durability { get; init; }

    /// <summary>
    /// After this many bytes written, starts writing them back, so that a flush finds less to do and dirty memory stays bounded;
    /// 0 for never. It is a hint: nothing waits for it, and what goes wrong is reported by the flush.
    /// </summary>
    public long BytesPerFlushStart { get; init; }

    internal OpenRequest Request => new(Rights, Disposition, UnixMode) { WindowsShare = WindowsShare, WindowsAttributes = WindowsAttributes };

    internal void Check()
    {
        if (!Enum.IsDefined(Rights) || !Enum.IsDefined(Disposition) || !Enum.IsDefined(Caching) || !Enum.IsDefined(Durability))
        {
            throw new ArgumentException("An option has a value that it does not know.");
        }

        if ((Rights & FileRights.Write) == 0 && Disposition != FileDisposition.OpenExisting)
        {
            throw new ArgumentException("A file that may be created is opened for writing.");
        }

        if (BytesPerFlushStart < 0)
        {
            throw new ArgumentException($"{nameof(BytesPerFlushStart)} is not negative.");
        }

        Request.CheckWindows();
    }
}
