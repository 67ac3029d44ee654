using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file of a platform.</summary>
public abstract class PlatformFile
{
    /// <summary>The operating system's handle; <see langword="null"/> where the platform is not the operating system.</summary>
    public virtual SafeFileHandle? SafeHandle => null;

    /// <summary>Where the bytes of its transfers go.</summary>
    public Caching Caching { get; init; }

    /// <summary>Of a file that was opened past the page cache: what offsets are multiples of, in bytes; else 1.</summary>
    public int Alignment { get; init; } = 1;
}

/// <summary>A mapping that a platform made.</summary>
public abstract class PlatformMapping
{
    /// <summary>The address of the first mapped byte that was asked for. Unaligned offsets are hidden by the platform.</summary>
    public abstract nint Address { get; }

    /// <summary>The mapped length in bytes, as asked for.</summary>
    public abstract long Length { get; }

    /// <summary>Whether a fault is recorded in the state of the request instead of ending the process.</summary>
    internal virtual bool ReportsFaults => false;
}

/// <summary>What a file is opened for.</summary>
[Flags]
public enum FileRights
{
    /// <summary>Reading.</summary>
    Read = 1,

    /// <summary>Writing.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    ReadWrite = Read | Write,
}

/// <summary>What happens when the file exists or is missing.</summary>
public enum FileDisposition
{
    /// <summary>The file must exist.</summary>
    OpenExisting = 0,

    /// <summary>A missing file is created.</summary>
    OpenOrCreate = 1,

    /// <summary>The file must not exist.</summary>
    CreateNew = 2,
}

/// <summary>What to open.</summary>
/// <param name="Rights">What the file is opened for.</param>
/// <param name="Disposition">What happens when the file exists or is missing.</param>
/// <param name="UnixMode">The permissions of a file that is created, on Unix.</param>
public readonly record struct OpenRequest(FileRights Rights, FileDisposition Disposition, UnixFileMode UnixMode)
{
    /// <summary>
    /// Whether a block device may be opened, where the platform has them; for writing exclusively, so that nobody who asks for the same, and no mounted file system,
    /// uses it at once. Otherwise anything but a regular file is an error.
    /// </summary>
    public bool AllowsBlockDevice { get; init; }

    /// <summary>What others may do with the file while it is open, on Windows, beside removing and renaming it, which is always shared; ignored elsewhere.</summary>
    public FileShare WindowsShare { get; init; } = FileShare.ReadWrite;

    /// <summary>The attributes of a file that is created, on Windows; ignored elsewhere.</summary>
    public FileAttributes WindowsAttributes { get; init; }

    /// <summary>Rejects what no file can be shared or created with.</summary>
    internal void CheckWindows()
    {
        if ((WindowsShare & ~(FileShare.ReadWrite | FileShare.Delete)) != 0)
        {
            throw new ArgumentException("A file is shared for reading, writing, both or neither.", nameof(WindowsShare));
        }

        // Not read-only: the handles that are opened besides could not write it, and a failed call could not remove it.
        const FileAttributes allowed = FileAttributes.Normal | FileAttributes.Hidden | FileAttributes.System | FileAttributes.Archive
            | FileAttributes.Temporary | FileAttributes.NotContentIndexed;
        if ((WindowsAttributes & ~allowed) != 0)
        {
            throw new ArgumentException("A file is created hidden, system, archive, temporary or not indexed.", nameof(WindowsAttributes));
        }
    }
}

/// <summary>What a mapping may be used for.</summary>
public enum MappingKind
{
    /// <summary>Shared, read-only.</summary>
    ReadOnly = 0,

    /// <summary>Shared, read-write: stores reach the file.</summary>
    ReadWrite = 1,

    /// <summary>Private, read-write: stores are seen by this mapping alone.</summary>
    CopyOnWrite = 2,
}

/// <summary>How a mapping is made, beside what it may be used for. What a system does not know it leaves out, except the first.</summary>
[Flags]
public enum MappingTraits
{
    /// <summary>In the ordinary way.</summary>
    None = 0,

    /// <summary>Its bytes can be run as code; for a read-only mapping.</summary>
    Executable = 1,

    /// <summary>No swap space is set aside for it.</summary>
    NoReserve = 2,

    /// <summary>In huge pages where the system has them for this file.</summary>
    HugePages = 4,

    /// <summary>Suited for a stack; means something for memory without a name only.</summary>
    Stack = 8,
}

/// <summary>What to map.</summary>
/// <param name="Kind">What the mapping may be used for.</param>
/// <param name="Offset">The offset in the file in bytes; any value.</param>
/// <param name="Length">The length in bytes, more than 0; may reach beyond the end of the file.</param>
public readonly record struct MapRequest(MappingKind Kind, long Offset, long Length)
{
    /// <summary>How the mapping is made.</summary>
    public MappingTraits Traits { get; init; }

    /// <summary>The address of a <see cref="RegionState"/> for the platform to record faults in, until the mapping is unmapped.</summary>
    internal nint State { get; init; }
}

/// <summary>Which file a path or a handle stands for, whatever it is called.</summary>
/// <param name="Device">The device or volume.</param>
/// <param name="FileId">The inode or file index.</param>
/// <param name="BirthTimeTicks">When the file was created, so that a recycled inode number is another file; 0 where unknown.</param>
public readonly record struct FileIdentity(ulong Device, ulong FileId, long BirthTimeTicks);

/// <summary>What a file system entry is.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    Regular = 0,

    /// <summary>A directory.</summary>
    Directory = 1,

    /// <summary>A symbolic link.</summary>
    SymbolicLink = 2,

    /// <summary>A device of characters, a pipe, a socket.</summary>
    Other = 3,

    /// <summary>A block device.</summary>
    BlockDevice = 4,
}

/// <summary>What the file system knows about a file.</summary>
/// <param name="Identity">Which file it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Its length in bytes; of a block device that is open its size, and by path 0.</param>
/// <param name="AllocatedLength">The bytes that it occupies on disk.</param>
/// <param name="UnixMode">Its permissions on Unix; <see cref="UnixFileMode.None"/> elsewhere.</param>
/// <param name="LastWriteTime">When its content was last changed.</param>
/// <param name="LastAccessTime">When it was last read.</param>
/// <param name="ChangeTime">When its content or its attributes were last changed.</param>
public readonly record struct FileMetadata(
    FileIdentity Identity,
    FileKind Kind,
    long Length,
    long AllocatedLength,
    UnixFileMode UnixMode,
    DateTimeOffset LastWriteTime,
    DateTimeOffset LastAccessTime,
    DateTimeOffset ChangeTime)
{
    /// <summary>When it was created; <see langword="null"/> where the file system does not know.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>How many names it has; 0 where unknown.</summary>
    public long LinkCount { get; init; }

    /// <summary>The user who owns it, on Unix.</summary>
    public uint UserId { get; init; }

    /// <summary>The group that owns it, on Unix.</summary>
    public uint GroupId { get; init; }

    /// <summary>Which device it stands for, if it is one, on Unix: the major number in the upper half, the minor one in the lower.</summary>
    public ulong SpecialDevice { get; init; }

    /// <summary>The size of transfers that suits the file system, in bytes; 0 where unknown. Of a block device that is open, the size of its sectors.</summary>
    public int BlockSize { get; init; }

    /// <summary>Its attributes on Windows; 0 elsewhere.</summary>
    public FileAttributes WindowsAttributes { get; init; }

    /// <summary>The device that it is on.</summary>
    public ulong Device => Identity.Device;

    /// <summary>The bytes that it occupies, in units of 512 as Unix counts them.</summary>
    public long Blocks => AllocatedLength / 512;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => Kind == FileKind.Regular;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Kind == FileKind.Directory;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsSymbolicLink => Kind == FileKind.SymbolicLink;
}

/// <summary>Attributes that a file can be given: <see cref="StoragePlatform.SetAttributes"/>.</summary>
[Flags]
public enum FileAspects
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Its permissions; on Windows its attributes.</summary>
    Mode = 1,

    /// <summary>The user and the group that own it, on Unix. Seldom allowed to anybody but an administrator.</summary>
    Owner = 2,

    /// <summary>When it was last read and written.</summary>
    Times = 4,

    /// <summary>All of these.</summary>
    All = Mode | Owner | Times,
}

/// <summary>How a lock shares the file.</summary>
public enum LockMode
{
    /// <summary>With other shared locks.</summary>
    Shared = 0,

    /// <summary>With no other lock.</summary>
    Exclusive = 1,
}
