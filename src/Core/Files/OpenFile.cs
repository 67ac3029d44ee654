using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

/// <summary>An open file with its name, its rights and its inode: what a surface owns and closes.</summary>
internal sealed partial class OpenFile
{
    private int _owners = 1;

    private OpenFile(StoragePlatform platform, PlatformFile handle, string path, FileRights rights, Inode inode, bool created)
    {
        Platform = platform;
        Handle = handle;
        MovedTo(path);
        Rights = rights;
        Inode = inode;
        WasCreated = created;
        HeldLocks = new HandleLocks(this);
    }

    public StoragePlatform Platform { get; }

    /// <summary>The open file as it was asked for: what locks belong to, and plain transfers go through.</summary>
    public PlatformFile Handle { get; private set; }

    public string Path { get; private set; }

    /// <summary>The path that stays the same when the current directory changes, of which a rooted platform knows nothing.</summary>
    public string FullPath { get; private set; }

    /// <summary>Whether the file is memory that has a label for a path.</summary>
    public bool IsAnonymous { get; private init; }

    public FileRights Rights { get; }

    public Inode Inode { get; private set; }

    /// <summary>What the system has locked for the file.</summary>
    public HandleLocks HeldLocks { get; }

    /// <summary>
    /// Gives back what is locked as long as the file is open, right before it is closed. Closing alone would leave the lock to a process that is being
    /// started at that moment: between fork and exec it has every handle.
    /// </summary>
    public Func<PlatformFile, IoResult>? EndUse { get; set; }

    /// <summary>Whether opening created the file, so that a constructor that fails later can leave nothing behind.</summary>
    public bool WasCreated { get; private set; }

    public static OpenFile Open(StoragePlatform platform, string path, in OpenRequest request, string operation)
    {
        var opened = platform.Open(path, request, out var handle);
        StorageErrors.ThrowIfFailed(platform, opened, operation, path);
        var stat = platform.GetMetadata(handle!, out var metadata);
        if (stat.IsFailure)
        {
            platform.Close(handle!);
            if (opened.Value == 1)
            {
                // Created a moment ago. Which file it is cannot be asked any more: that is what failed.
                platform.Delete(path);
            }

            throw StorageErrors.From(platform, stat, operation, path);
        }

        return new OpenFile(platform, handle!, path, request.Rights, Inode.Acquire(platform, metadata.Identity), opened.Value == 1);
    }

    /// <summary>Makes a file in memory.</summary>
    public static OpenFile CreateAnonymous(StoragePlatform platform, string name, FileRights rights, string operation)
    {
        StorageErrors.ThrowIfFailed(platform, platform.CreateAnonymous(name, out var handle), operation, name);
        var stat = platform.GetMetadata(handle!, out var metadata);
        if (stat.IsFailure)
        {
            platform.Close(handle!);
            throw StorageErrors.From(platform, stat, operation, name);
        }

        return new OpenFile(platform, handle!, name, rights, Inode.Acquire(platform, metadata.Identity), created: false)
        {
            IsAnonymous = true,
        };
    }

    /// <summary>The file has another name now.</summary>
    [MemberNotNull(nameof(Path), nameof(FullPath))]
    public void MovedTo(string path)
    {
        Path = path;

        // Kept as it is now: the process may have another current directory when the name is needed again.
        var isAnchored = Platform.IsRooted || Handle.SafeHandle is null || System.IO.Path.IsPathRooted(path);
        FullPath = isAnchored ? path : System.IO.Path.Combine(Environment.CurrentDirectory, path);
    }

    public FileMetadata GetMetadata(string operation)
    {
        Check(Platform.GetMetadata(Handle, out var metadata), operation);
        return metadata;
    }

    public long GetLength(string operation)
    {
        var result = Platform.GetLength(Handle);
        Check(result, operation);
        return result.Value;
    }

    /// <summary>Sets the length, and reserves the blocks of a longer file first if asked to.</summary>
    /// <returns>The outcome; of a failure, the length is unchanged and nothing stays reserved.</returns>
    public IoResult SetLength(long length, bool preallocate)
    {
        if (preallocate)
        {
            var result = Platform.GetMetadata(Handle, out var metadata);
            var before = metadata.Length;
            if (!result.IsFailure && length > before)
            {
                result = Platform.Allocate(Handle, before, length - before);
                if (result.IsFailure)
                {
                    // Blocks behind the end that were found before the disk was full go with a truncation to the same length.
                    Platform.SetLength(Handle, before);
                }
            }

            if (result.IsFailure)
            {
                return result;
            }
        }

        return Platform.SetLength(Handle, length);
    }

    /// <summary>Throws when a primitive on this file failed.</summary>
    public void Check(IoResult result, string operation, long? offset = null)
    {
        Telemetry.Note(Platform, Path, result, operation, transfers: offset is not null);
        StorageErrors.ThrowIfFailed(Platform, result, operation, Path, offset);
    }

    /// <summary>As <see cref="Check"/>, for a primitive that waits for write-back: its failure poisons the inode.</summary>
    public void CheckWriteBack(IoResult result, string operation, long? offset = null, bool isFlush = false)
    {
        var error = result.IsFailure ? StorageErrors.From(Platform, result, operation, Path, offset) : null;
        if (error is not null && !IsHarmless(result, isFlush))
        {
            Inode.Poison(error);
        }

        // Only now: what is told of it may throw.
        Telemetry.Note(Platform, Path, result, operation, transfers: offset is not null);
        if (error is not null)
        {
            throw error;
        }
    }

    /// <summary>Whether a failed write-back says nothing of what was written before.</summary>
    private bool IsHarmless(IoResult result, bool isFlush) => Platform.Classify(result.Error) switch
    {
        StorageErrorCode.NotSupported or StorageErrorCode.InvalidArgument or StorageErrorCode.TooLarge or StorageErrorCode.Cancelled => true,

        // A flush that may not write, of a file that was open for it: the file system went read-only over an error, with what was not on the disk.
        StorageErrorCode.AccessDenied => !isFlush || (Rights & FileRights.Write) == 0,

        // Where locks of ranges are mandatory: the bytes are locked by another party, and nothing was written.
        StorageErrorCode.InUse => !isFlush,
        _ => false,
    };

    /// <summary>Throws when an earlier write-back of the inode failed.</summary>
    public void ThrowIfPoisoned(string operation) => ThrowIfPoisoned(Inode, operation);

    /// <summary>As <see cref="ThrowIfPoisoned(string)"/>, of the inode that the file had when an operation began.</summary>
    public void ThrowIfPoisoned(Inode inode, string operation)
    {
        if (inode.FirstCause is { } cause)
        {
            throw new StorageException(
                StorageErrorCode.Poisoned,
                operation,
                Path,
                $"{operation} of '{Path}' is refused: an earlier flush of this file failed, so writes before it may be lost. "
                + $"First cause: {cause.Message}",
                innerException: cause);
        }
    }

    /// <summary>
    /// Closes the file of a surface that could not be made, and removes it if opening created it, so that a failed call leaves nothing behind.
    /// </summary>
    /// <exception cref="StorageException">It could not be removed or closed; says so next to the cause.</exception>
    public void Discard(Exception cause, string operation)
    {
        var removed = RemoveCreated();
        Inode.Release();
        var closed = CloseAll();
        if (removed.IsFailure)
        {
            throw Remains(cause, operation, removed);
        }

        if (closed.IsFailure)
        {
            throw NotUndone(cause, operation, "closing the file failed", closed);
        }
    }

    /// <summary>Lets one more object own the file: it is closed with the last of them. Called by an owner that is not closed.</summary>
    public void Share() => Interlocked.Increment(ref _owners);

    /// <summary>Another party was seen to use the file, and may keep something in it: it stays, also if opening created it.</summary>
    public void KeepCreated() => WasCreated = false;

    /// <summary>Removes the file if opening created it.</summary>
    public IoResult RemoveCreated() =>
        // By identity: another party may have put a file of its own in this place.
        WasCreated && !Platform.GetMetadata(FullPath, followLinks: false, out var named).IsFailure && named.Identity == Inode.Identity
            ? Platform.Delete(FullPath)
            : IoResult.Success();

    /// <summary>The error of a failed call whose file could not be removed.</summary>
    public StorageException Remains(Exception cause, string operation, IoResult failure) =>
        NotUndone(cause, operation, "the file that it created could not be removed", failure);

    private StorageException NotUndone(Exception cause, string operation, string what, IoResult failure) => new(
        Platform.Classify(failure.Error),
        operation,
        Path,
        $"{operation} of '{Path}' failed, and {what} ({Platform.Describe(failure.Error)}). The cause: {cause.Message}",
        systemError: failure.Error,
        innerException: cause);

    public void Close()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
        {
            return;
        }

        Inode.Release();
        Telemetry.Mark();
        Check(CloseAll(), "Close");
    }
}
