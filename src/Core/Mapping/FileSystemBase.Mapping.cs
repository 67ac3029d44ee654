namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>Maps an existing file for reading.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMap)), Factory("Open"), Opens]
    public virtual MappedFileBase OpenMapped(string path, MapOptions? options = null)
    {
        CheckMap(path, options);
        return CreateMappedFile(
            MappedFileState.Open(this, path, MappingKind.ReadOnly, options ?? MapOptions.Default, nameof(OpenMapped)));
    }

    /// <summary>Maps an existing file for reading and writing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMap)), Factory("Open"), Opens(Writable = true, FlushRelevant = true)]
    public virtual MutableMappedFileBase OpenMutableMapped(string path, MapOptions? options = null)
    {
        CheckMap(path, options);
        return CreateMutableMappedFile(
            MappedFileState.Open(this, path, MappingKind.ReadWrite, options ?? MapOptions.Default, nameof(OpenMutableMapped)));
    }

    /// <summary>Creates a file of zeros, which occupies no blocks, and maps it for reading and writing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="length">The length of the file in bytes.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or the interval to map is not inside it.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">
    /// The file exists (<see cref="StorageErrorCode.AlreadyExists"/>), or the system refused; then there is no such file.
    /// </exception>
    [Operation(Check = nameof(CheckCreateMap)), Factory("Create"), Opens(Writable = true, FlushRelevant = true)]
    public virtual MutableMappedFileBase CreateMutableMapped(string path, long length, MapOptions? options = null)
    {
        CheckCreateMap(path, length, options);
        return CreateMutableMappedFile(
            MappedFileState.Create(this, path, length, options ?? MapOptions.Default, nameof(CreateMutableMapped)));
    }

    /// <summary>
    /// Maps an existing file as a private copy: what is written is seen by this mapping alone. Needs only the right to read.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMap)), Factory("OpenCopyOnWrite"), Opens(Writable = true, CopyOnWrite = true)]
    public virtual MutableMappedFileBase OpenCopyOnWrite(string path, MapOptions? options = null)
    {
        CheckMap(path, options);
        return CreateMutableMappedFile(
            MappedFileState.Open(this, path, MappingKind.CopyOnWrite, options ?? MapOptions.Default, nameof(OpenCopyOnWrite)));
    }

    private static void CheckMap(string path, MapOptions? options)
    {
        CheckPath(path);
        options?.Check();
    }

    private static void CheckCreateMap(string path, long length, MapOptions? options)
    {
        CheckMap(path, options);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        options?.LengthWithin(length);
    }
}
