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

    /// <summary>Maps an interval of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="request">What to map.</param>
    /// <param name="mapping">The mapping, on success.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping);

    /// <summary>
    /// Lets the file go while the addresses stay valid until <see cref="Unmap"/>: the pages become zeros in one step.
    /// </summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>The outcome; where it fails, the mapping is unchanged.</returns>
    public virtual IoResult Retire(PlatformMapping mapping) => NotSupported;

    /// <summary>As <see cref="Retire(PlatformMapping)"/>, for the pages of an interval: from the first that starts in it to the one that holds its end.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome; where it fails, the mapping is unchanged.</returns>
    public virtual IoResult Retire(PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>Makes pages that were retired those of the file again, in one step.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes, as it was retired; may be beyond the end of the file.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome; where it fails, the mapping is unchanged.</returns>
    public virtual IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>Ends a mapping; its addresses are invalid afterwards.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Unmap(PlatformMapping mapping);

    /// <summary>Makes the stores into an interval of a shared mapping durable.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome. A failure consumes the system's record of it.</returns>
    public abstract IoResult FlushMapping(PlatformMapping mapping, long offset, long length);

    /// <summary>Brings the pages of an interval into memory, and reports what would otherwise be a fault.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="forWrite">Whether the pages will be written.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite) => NotSupported;

    /// <summary>Copies out of a mapping, and reports what would otherwise be a fault. The mapping is as usable afterwards as before.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes.</param>
    /// <param name="buffer">The buffer to fill; the interval is inside the mapping.</param>
    /// <returns>
    /// The outcome; <see cref="StorageErrorCode.MappingFault"/> for a page that cannot be had. Its value is the count that was copied.
    /// </returns>
    public virtual IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer) => NotSupported;

    /// <summary>Copies into a mapping, as <see cref="ReadMapping"/> copies out of it.</summary>
    /// <param name="mapping">The mapping; not read-only.</param>
    /// <param name="offset">The offset in the mapping in bytes.</param>
    /// <param name="buffer">The bytes; the interval is inside the mapping.</param>
    /// <returns>As for <see cref="ReadMapping"/>.</returns>
    public virtual IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer) => NotSupported;

    /// <summary>Takes a whole-file lock if no other open file holds a conflicting one. Replaces a lock that this file holds.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mode">How the lock shares the file.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.WouldBlock"/> when another one holds it.</returns>
    public abstract IoResult TryLock(PlatformFile file, LockMode mode);

    /// <summary>Gives the whole-file lock back.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Unlock(PlatformFile file);

    /// <summary>
    /// Locks a range of bytes if no other open file holds a conflicting lock of bytes in it. To the system all ranges of this file are one owner's: those that
    /// it holds already do not conflict, and are replaced where they overlap.
    /// </summary>
    /// <param name="file">The file; open for writing when the lock is exclusive.</param>
    /// <param name="mode">How the lock shares the range.</param>
    /// <param name="offset">The first byte; may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes, more than 0.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.WouldBlock"/> when another one holds it.</returns>
    public virtual IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length) => NotSupported;

    /// <summary>Changes the mode of a range that this file has locked, in one step: where it fails, the range is locked as before.</summary>
    /// <param name="file">The file; open for writing when the lock becomes exclusive.</param>
    /// <param name="mode">The new mode.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes, more than 0.</param>
    /// <returns>
    /// The outcome; <see cref="StorageErrorCode.WouldBlock"/> when another one shares it, <see cref="StorageErrorCode.NotSupported"/> when the
    /// system has no such step: then the range is given back and locked anew.
    /// </returns>
    public virtual IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) => NotSupported;

    /// <summary>Gives a range of bytes back, or the part of it that is locked.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes, more than 0.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult UnlockRange(PlatformFile file, long offset, long length) => NotSupported;

    /// <summary>Renames a file or directory within one file system, atomically.</summary>
    /// <param name="from">The path.</param>
    /// <param name="to">The new path.</param>
    /// <param name="replace">Whether an existing file at the new path is replaced; otherwise it is an error.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Rename(string from, string to, bool replace);

    /// <summary>Removes the name of a file or link; not of a directory.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Delete(string path);

    /// <summary>Creates one directory.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMode">Its permissions on Unix.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult CreateDirectory(string path, UnixFileMode unixMode);

    /// <summary>Removes one directory, which must be empty.</summary>
    /// <param name="path">The path; a link is not followed.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult DeleteDirectory(string path) => NotSupported;

    /// <summary>
    /// Removes the name of a file or link if it stands for a certain one. Where the system has no such call, another party can put
    /// another file in this place between the look and the removal: one system call's time.
    /// </summary>
    /// <param name="path">The path; a link is not followed.</param>
    /// <param name="identity">Which file it must be.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.AnotherFile"/> when it is another one.</returns>
    public virtual IoResult DeleteByIdentity(string path, in FileIdentity identity) => NotSupported;

    /// <summary>Copies bytes between files inside the system, which may share blocks or copy on the server.</summary>
    /// <param name="source">The file to read.</param>
    /// <param name="sourceOffset">The offset in it in bytes.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="targetOffset">The offset in it in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>
    /// The outcome; its value is the count, which may be short anywhere and is 0 at the end of the source.
    /// <see cref="StorageErrorCode.NotSupported"/> where these two files cannot be copied so.
    /// </returns>
    public virtual IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length) => NotSupported;

    /// <summary>Makes an empty file share all blocks of another one, which are copied when either is written.</summary>
    /// <param name="source">The file to share.</param>
    /// <param name="target">The empty file.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.NotSupported"/> where the file system does not share blocks.</returns>
    public virtual IoResult Clone(PlatformFile source, PlatformFile target) => NotSupported;

    /// <summary>As <see cref="Clone"/>, where the system shares blocks only with a file that it makes for that.</summary>
    /// <param name="source">The file to share.</param>
    /// <param name="path">The path of the new file, which must not exist. It may have permissions, times and other attributes of the source.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.NotSupported"/> where that file system does not share blocks, or does so with files that exist.</returns>
    public virtual IoResult CloneAs(PlatformFile source, string path) => NotSupported;

    /// <summary>Gives a file attributes of another one.</summary>
    /// <param name="file">The file; it is open for writing.</param>
    /// <param name="metadata">Where the attributes are taken from.</param>
    /// <param name="aspects">Which of them.</param>
    /// <returns>The outcome; after a failure, some may have been set.</returns>
    public virtual IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects) => NotSupported;

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
