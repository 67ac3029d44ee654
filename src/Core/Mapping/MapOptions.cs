namespace Mapwright;

/// <summary>What part of a file is mapped, and how.</summary>
public sealed class MapOptions
{
    internal static MapOptions Default { get; } = new();

    /// <summary>Where the mapping starts in the file, in bytes; any value up to the file's length.</summary>
    public long Offset { get; init; }

    /// <summary>
    /// The length of the mapping in bytes. <see langword="null"/>, the default, maps to the end of the file; only such a
    /// mapping may change the file's length.
    /// </summary>
    public long? Length { get; init; }

    /// <summary>
    /// The length in bytes up to which the mapping can grow without moving: the addresses are reserved once, and spans stay
    /// valid when the length changes within it. Costs address space, not memory. <see langword="null"/>, the default: a mapping whose length
    /// changes moves, and what was handed out before ends. Not together with a <see cref="Length"/>.
    /// </summary>
    public long? Capacity { get; init; }

    /// <summary>
    /// The length in bytes that a file of no bytes gets when it is opened for writing: one that is created, is empty, or is truncated. A file that
    /// has bytes keeps its length.
    /// </summary>
    public long? InitialLength { get; init; }

    /// <summary>Whether opening for writing creates a missing file; otherwise it is an error.</summary>
    public bool CreateIfMissing { get; init; }

    /// <summary>Whether opening for writing empties the file: after the <see cref="Lock"/> was taken and the options were found to fit.</summary>
    public bool Truncate { get; init; }

    /// <summary>
    /// The whole-file lock that is taken before anything is changed or mapped, and given back when the map is disposed: see
    /// <see cref="MappedFileBase.OpeningLock"/>. <see langword="null"/>, the default, takes none.
    /// </summary>
    public LockMode? Lock { get; init; }

    /// <summary>
    /// How long to wait for the <see cref="Lock"/>: not at all by default, <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise. The
    /// asynchronous form keeps no thread while it waits. A file that opening created stays when another party had its lock first, however opening ends.
    /// </summary>
    public TimeSpan LockTimeout { get; init; }

    /// <summary>
    /// Whether real blocks are reserved for what a created file, or one that <see cref="MutableMappedFileBase.SetLength"/> makes longer, gains, so
    /// that a full disk is an error there and not a fault at the first store. Where the file system cannot reserve, the call is not supported.
    /// </summary>
    public bool Preallocate { get; init; }

    /// <summary>
    /// Whether all pages are brought into memory before the mapping is handed out. Without effect where the system cannot
    /// do this.
    /// </summary>
    public bool Populate { get; init; }

    /// <summary>
    /// How all of the mapping is going to be used: said before anybody touches it, and again whenever it moves. Without effect where the system takes no
    /// such advice; <see cref="MapAdvice.Normal"/>, the default, says nothing.
    /// </summary>
    public MapAdvice Advice { get; init; }

    /// <summary>
    /// Whether huge pages are asked for. Where the system has none for this file, ordinary ones do; most file systems have none, memory without a name
    /// has them where the system is set up so.
    /// </summary>
    public bool HugePages { get; init; }

    /// <summary>Whether no swap space is set aside for a private copy, so that one of more than the memory can be made; stores may then fail for want of it.</summary>
    public bool NoReserve { get; init; }

    /// <summary>Whether the memory is meant for a stack, which keeps the system from using huge pages. For anonymous maps only.</summary>
    public bool Stack { get; init; }

    /// <summary>Whether disposing removes the file: see <see cref="MappedFileBase.RemoveOnDispose"/>.</summary>
    public bool RemoveOnDispose { get; init; }

    /// <summary>
    /// Whether disposing flushes first what was written. Off by default: disposing does not pay for a flush. A flush that fails is an error of the dispose.
    /// </summary>
    public bool FlushOnDispose { get; init; }

    /// <summary>The permissions of a file that is created, on Unix: by default the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>
    /// What others may do with the file while the map is open, on Windows, beside removing and renaming it, which is always shared: reading and writing
    /// by default. Another party that has it open for more keeps this one out (<see cref="StorageErrorCode.InUse"/>). Ignored elsewhere: a
    /// <see cref="Lock"/> is what systems have in common.
    /// </summary>
    public FileShare WindowsShare { get; init; } = FileShare.ReadWrite;

    /// <summary>The attributes of a file that is created, on Windows: hidden, system, archive, temporary, not indexed. Ignored elsewhere.</summary>
    public FileAttributes WindowsAttributes { get; init; }

    internal MappingTraits Traits =>
        (HugePages ? MappingTraits.HugePages : 0) | (NoReserve ? MappingTraits.NoReserve : 0) | (Stack ? MappingTraits.Stack : 0);

    /// <summary>How the file of the map is opened.</summary>
    internal OpenRequest Request(FileRights rights, FileDisposition disposition) =>
        new(rights, disposition, UnixMode) { WindowsShare = WindowsShare, WindowsAttributes = WindowsAttributes };

    /// <summary>Rejects what is wrong for a mapping that cannot write the file.</summary>
    internal void CheckReading()
    {
        CheckNamed();
        if (InitialLength is not null || CreateIfMissing || Truncate)
        {
            throw new ArgumentException(
                $"{nameof(InitialLength)}, {nameof(CreateIfMissing)} and {nameof(Truncate)} need a mapping that writes the file.");
        }
    }

    /// <summary>Rejects what is wrong for a file with a name.</summary>
    internal void CheckNamed()
    {
        Check();
        if (Stack)
        {
            throw new ArgumentException("A stack is made of memory without a name.", nameof(Stack));
        }

        Request(FileRights.Read, FileDisposition.OpenExisting).CheckWindows();
    }

    /// <summary>Rejects what is wrong for a file of any length.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        ArgumentOutOfRangeException.ThrowIfNegative(InitialLength ?? 0, nameof(InitialLength));
        FileBackedObject.CheckTimeout(LockTimeout, nameof(LockTimeout));
        if (Lock is not (null or LockMode.Shared or LockMode.Exclusive))
        {
            throw new ArgumentOutOfRangeException(nameof(Lock), Lock, "A lock is shared or exclusive.");
        }

        MappedFileBase.CheckAdvice(Advice);
        if (Length is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(Length));
            if (Capacity is not null)
            {
                throw new ArgumentException("A mapping with a length of its own does not grow; give a capacity or a length.", nameof(Capacity));
            }
        }

        if (Capacity is { } capacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity, nameof(Capacity));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, long.MaxValue - Offset, nameof(Capacity));
        }
    }

    /// <summary>What to map for a given length.</summary>
    internal MapRequest Request(MappingKind kind, long length) => new(kind, Offset, Capacity ?? length) { Traits = Traits };

    /// <summary>The length of the mapping of a file of a given length.</summary>
    internal long LengthWithin(long fileLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Offset, fileLength);
        var rest = fileLength - Offset;
        if (Length is not { } length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(rest, Capacity ?? rest, nameof(Capacity));
            return rest;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, rest, nameof(Length));
        return length;
    }
}
