namespace Mapwright;

/// <summary>What went wrong, in terms that stay the same on every operating system and in every version.</summary>
public enum StorageErrorCode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An error of the system that has no code of its own; the message has the system's words.</summary>
    Unknown = 1,

    /// <summary>The file or directory does not exist.</summary>
    NotFound = 2,

    /// <summary>The file or directory exists already.</summary>
    AlreadyExists = 3,

    /// <summary>The permissions, or a read-only file system, do not allow it.</summary>
    AccessDenied = 4,

    /// <summary>The path names a directory, or a directory was needed, or it names something that is no regular file.</summary>
    WrongKind = 5,

    /// <summary>Answering would have to wait.</summary>
    WouldBlock = 6,

    /// <summary>The place or the system cannot do this.</summary>
    NotSupported = 7,

    /// <summary>The disk, or the quota, is full.</summary>
    NoSpace = 8,

    /// <summary>The device failed to read or write.</summary>
    DeviceError = 9,

    /// <summary>The file would be larger than the system allows.</summary>
    TooLarge = 10,

    /// <summary>Too many open files, or not enough memory or address space.</summary>
    OutOfResources = 11,

    /// <summary>The path is malformed, or too long.</summary>
    InvalidPath = 12,

    /// <summary>An argument that the system refused.</summary>
    InvalidArgument = 13,

    /// <summary>The operation was given up by request.</summary>
    Cancelled = 14,

    /// <summary>An earlier flush of this file failed; its writes may be lost, and nothing may be written until it is reopened.</summary>
    Poisoned = 15,

    /// <summary>The file ends before the interval does: another party truncated it.</summary>
    Truncated = 16,

    /// <summary>A page of the mapping could not be read or written.</summary>
    MappingFault = 17,

    /// <summary>A range token was used twice, with another file, or in the wrong state.</summary>
    TokenMisused = 18,

    /// <summary>A lock is held by another party, or the wait for it would never end.</summary>
    WouldDeadlock = 19,

    /// <summary>Source and target are on different file systems.</summary>
    CrossesDevices = 20,

    /// <summary>The directory is not empty.</summary>
    NotEmpty = 21,

    /// <summary>The file, or the space, has no room left for a range of this length; the disk may have.</summary>
    SpaceExhausted = 22,

    /// <summary>Another party has the file open, mapped or locked in a way that rules this out; the system allows it later.</summary>
    InUse = 23,

    /// <summary>A file in which the library keeps state of its own is damaged, or belongs to something else.</summary>
    StateCorrupt = 24,

    /// <summary>The system took an append in two parts, and another party appended between them.</summary>
    SplitAppend = 25,

    /// <summary>A journal is damaged below what is known to be durable, or the file is no journal.</summary>
    JournalCorrupt = 26,

    /// <summary>The position of the journal was trimmed.</summary>
    Trimmed = 27,

    /// <summary>What a reader of a journal returned had never been durable, and a recovery cut it off.</summary>
    JournalRewound = 28,

    /// <summary>The path, or a link on it, leads out of the root of a rooted file system.</summary>
    OutsideRoot = 29,

    /// <summary>The name stands for another file than the one that was meant.</summary>
    AnotherFile = 30,

    /// <summary>
    /// The new content stands under the name, and a power cut may bring the old content back: flushing the directory failed.
    /// Flushing it again proves nothing; replace again.
    /// </summary>
    ReplacedNotDurable = 31,

    /// <summary>A poisoned file cannot be reopened: its pages cannot be dropped from the cache, or nobody can tell that they are gone.</summary>
    CacheUnverifiable = 32,
}
