using Microsoft.Win32.SafeHandles;

namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>Opens an existing file for reading.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckPath)), Factory("OpenRead"), Opens]
    public virtual StorageFileBase OpenRead(string path) =>
        OpenFile(path, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), nameof(OpenRead));

    /// <summary>Opens a file for reading and writing, and creates it when it is missing. Nothing is truncated.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMode">The permissions of a file that is created, on Unix.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckPathAndMode)), Factory("OpenWrite"), Opens(Writable = true, FlushRelevant = true)]
    public virtual StorageFileBase OpenWrite(string path, UnixFileMode unixMode = DefaultFileMode)
    {
        CheckPathAndMode(path, unixMode);
        return OpenFile(path, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, unixMode), nameof(OpenWrite));
    }

    /// <summary>Creates a file for reading and writing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMode">The permissions of the file, on Unix.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="StorageException">The file exists (<see cref="StorageErrorCode.AlreadyExists"/>), or the system refused.</exception>
    [Operation(Check = nameof(CheckPathAndMode)), Factory("CreateNew"), Opens(Writable = true, FlushRelevant = true)]
    public virtual StorageFileBase CreateNew(string path, UnixFileMode unixMode = DefaultFileMode)
    {
        CheckPathAndMode(path, unixMode);
        return OpenFile(path, new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, unixMode), nameof(CreateNew));
    }

    /// <summary>Opens a file with options: how transfers use the cache, what is true of a write when it returns, and more.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">How it is opened.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options do not fit together.</exception>
    /// <exception cref="FileNotFoundException">The file, or a directory of the path, does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">The place cannot do <see cref="Caching.Direct"/>, or durable writes; nothing was created.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckOpen)), Factory("Open")]
    [Opens(Writable = true, FlushRelevant = true, FlushRelevantUnless = nameof(StorageFileOptions.Durability), ReadOnlyWhen = "Rights=Read")]
    public virtual StorageFileBase Open(string path, StorageFileOptions options)
    {
        CheckOpen(path, options);
        var file = Mapwright.OpenFile.Open(Platform, path, options.Request, nameof(Open));
        try
        {
            file.Use(options.Caching, options.Durability, nameof(Open));
            return CreateStorageFile(new StorageFileState(this, file) { BytesPerFlushStart = options.BytesPerFlushStart });
        }
        catch (Exception cause)
        {
            file.Discard(cause, nameof(Open));
            throw;
        }
    }

    /// <summary>
    /// Makes a file of a handle that other code opened, for example <see cref="File.OpenHandle"/>. The handle is duplicated, so either
    /// may be closed first; both share one whole-file lock of the system.
    /// </summary>
    /// <param name="handle">A handle of a regular file, not opened for appending.</param>
    /// <param name="ownsHandle">Whether the call disposes the handle when it succeeds.</param>
    /// <param name="name">What messages call the file.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    /// <exception cref="NotSupportedException">The platform is not the operating system.</exception>
    /// <exception cref="StorageException">The handle is of no regular file, or was opened for appending, or the system refused.</exception>
    [Operation(Check = nameof(CheckHandle)), Factory("OpenHandle"), Opens(Writable = true, FlushRelevant = true)]
    public virtual StorageFileBase OpenHandle(SafeFileHandle handle, bool ownsHandle = false, string name = "(handle)")
    {
        CheckHandle(handle, ownsHandle, name);
        var file = CreateStorageFile(new StorageFileState(this, Mapwright.OpenFile.Adopt(Platform, handle, name, nameof(OpenHandle))));
        if (ownsHandle)
        {
            handle.Dispose();
        }

        return file;
    }

    private StorageFileBase OpenFile(string path, in OpenRequest request, string operation)
    {
        CheckPath(path);
        return CreateStorageFile(new StorageFileState(this, Mapwright.OpenFile.Open(Platform, path, request, operation)));
    }

    private static void CheckPathAndMode(string path, UnixFileMode unixMode) => CheckPath(path);

    private static void CheckOpen(string path, StorageFileOptions options)
    {
        CheckPath(path);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
    }

    private static void CheckHandle(SafeFileHandle handle, bool ownsHandle, string name)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ObjectDisposedException.ThrowIf(handle.IsClosed || handle.IsInvalid, handle);
    }
}
