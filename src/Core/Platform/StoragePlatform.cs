namespace Mapwright;

/// <summary>
/// The blocking primitives that everything else is built on: one class per operating system, and one in memory for
/// tests. Nothing above it knows an operating system.
/// </summary>
/// <remarks>
/// A primitive reports what the system says as an <see cref="IoResult"/> and does not throw for it. It retries
/// interruption by signals itself, except in <see cref="Close"/>. All members may be called from any thread.
/// Primitives that came later than the first version are virtual and answer <see cref="NotSupported"/> by default.
/// </remarks>
public abstract partial class StoragePlatform
{
    /// <summary>The platform of the operating system that the process runs on.</summary>
    /// <exception cref="PlatformNotSupportedException">This operating system has no platform yet.</exception>
    public static StoragePlatform Current => OperatingSystemPlatform.Instance;

    /// <summary>The name of the platform, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The size of a memory page in bytes.</summary>
    public abstract int PageSize { get; }

    /// <summary>Whether paths are relative to a directory that they cannot leave, and not to the process's current one: see <see cref="Rooted"/>.</summary>
    public virtual bool IsRooted => false;

    /// <summary>Whose files they are: what the process knows of a file is true of it whichever platform of the same system leads to it.</summary>
    internal virtual object Domain => this;

    /// <summary>Whether a relative path is one of the process's current directory, which may be another one when the path is used again.</summary>
    internal virtual bool UsesCurrentDirectory => false;

    /// <summary>The outcome of a primitive that the platform does not have.</summary>
    protected internal abstract IoResult NotSupported { get; }

    /// <summary>
    /// Whether an adapter may complete a primitive itself, on <see cref="PlatformFile.SafeHandle"/>: its bytes pass this class by then.
    /// </summary>
    /// <param name="primitive">The primitive; of a batch that of its transfers.</param>
    /// <returns>By default <see langword="false"/>: a platform that passes on to another one sees every transfer.</returns>
    public virtual bool AllowsNative(StoragePrimitive primitive) => false;

    /// <summary>What an error number means.</summary>
    /// <param name="error">The error number of an <see cref="IoResult"/>.</param>
    /// <returns>The stable code.</returns>
    public abstract StorageErrorCode Classify(int error);

    /// <summary>The system's own words for an error number, with its symbolic name where it has one.</summary>
    /// <param name="error">The error number of an <see cref="IoResult"/>.</param>
    /// <returns>A short text.</returns>
    public abstract string Describe(int error);

    /// <summary>Opens a file. A directory or, without following links to it, anything but a regular file is an error.</summary>
    /// <param name="path">The path.</param>
    /// <param name="request">What to open.</param>
    /// <param name="file">The open file, on success.</param>
    /// <returns>The outcome; its value is 1 when the file was created, else 0.</returns>
    public abstract IoResult Open(string path, in OpenRequest request, out PlatformFile? file);

    /// <summary>Makes a file in memory that has no path and no bytes yet; it is gone when nothing has it open or mapped.</summary>
    /// <param name="name">What it is called in listings of the system; need not be unique.</param>
    /// <param name="file">The open file, on success.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        file = null;
        return NotSupported;
    }

    /// <summary>Closes a file. Not retried: the handle is gone whatever the outcome.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Close(PlatformFile file);

    /// <summary>Asks for the metadata of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="metadata">The metadata, on success.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult GetMetadata(PlatformFile file, out FileMetadata metadata);

    /// <summary>Asks for the length of an open file alone.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The length in bytes, or the error.</returns>
    public virtual IoResult GetLength(PlatformFile file)
    {
        var result = GetMetadata(file, out var metadata);
        return result.IsFailure ? result : IoResult.Success(metadata.Length);
    }

    /// <summary>Asks for the metadata of what a path names.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">Whether a symbolic link stands for its target.</param>
    /// <param name="metadata">The metadata, on success.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata);

    /// <summary>Reads at an offset; short only at the end of the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The outcome; its value is the count, 0 at or beyond the end.</returns>
    public abstract IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset);

    /// <summary>Reads what can be read without waiting for storage.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>
    /// The outcome; its value may be short of the buffer anywhere. A failure that is
    /// <see cref="StorageErrorCode.WouldBlock"/> says that nothing was ready, one that is
    /// <see cref="StorageErrorCode.NotSupported"/> that this file never answers.
    /// </returns>
    public virtual IoResult TryReadAt(PlatformFile file, Span<byte> buffer, long offset) => NotSupported;

    /// <summary>Writes all bytes at an offset.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The outcome; of a failure too, its value is the count that was written.</returns>
    public abstract IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset);

    /// <summary>Writes all bytes at an offset and makes them, and the metadata needed to read them, durable.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The outcome; of a failure too, its value is the count that was written.</returns>
    public abstract IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset);

    /// <summary>Sets the length; a longer file reads as zeros in its new part.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult SetLength(PlatformFile file, long length);

    /// <summary>Reserves real blocks for an interval without changing the length or the content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult Allocate(PlatformFile file, long offset, long length) => NotSupported;

    /// <summary>Makes the content durable, and the metadata needed to read it.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome. A failure consumes the system's record of it: a second call would succeed.</returns>
    public abstract IoResult FlushData(PlatformFile file);

    /// <summary>Makes the content and all metadata durable.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome. A failure consumes the system's record of it: a second call would succeed.</returns>
    public abstract IoResult FlushAll(PlatformFile file);

    /// <summary>Starts writing an interval back without waiting; says nothing about durability.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult StartFlush(PlatformFile file, long offset, long length) => NotSupported;

    /// <summary>What a flush of this file really does: for example <c>fdatasync</c>, or <c>none (volatile)</c>.</summary>
    /// <param name="file">The file.</param>
    /// <returns>A short name.</returns>
    public abstract string DescribeDurability(PlatformFile file);

    /// <summary>Makes the entries of a directory durable.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult FlushDirectory(string path);

    /// <summary>
    /// A platform whose paths are relative to a directory and cannot leave it, by <c>..</c>, by being absolute, or by symbolic links,
    /// also while others change them. Paths that try fail with <see cref="StorageErrorCode.OutsideRoot"/>.
    /// </summary>
    /// <remarks>
    /// Links inside the directory are followed as long as they stay there, except as the last name of a file that is opened. It does
    /// not protect against hard links and mounts into the directory, nor against a directory that a party who may write there moves out of it
    /// while it is in use. The directory stays open until the platform is collected; when it is renamed, the platform goes with it.
    /// </remarks>
    /// <param name="directory">The path of the directory.</param>
    /// <returns>The platform, for the constructor of a file system.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be opened.</exception>
    /// <exception cref="NotSupportedException">The platform cannot keep paths in a directory: Linux since 5.6 can.</exception>
    /// <exception cref="StorageException">The path names no directory, or the system refused.</exception>
    public virtual StoragePlatform Rooted(string directory) =>
        throw new NotSupportedException($"The {Name} platform cannot keep paths in a directory.");
}
