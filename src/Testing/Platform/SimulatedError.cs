namespace Mapwright.Testing;

/// <summary>The error numbers of a <see cref="SimulatedPlatform"/>; cast to <see cref="int"/> they are those of an <see cref="IoResult"/>.</summary>
/// <remarks>They are no error numbers of an operating system, so that a test which confuses the two is found out.</remarks>
public enum SimulatedError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>There is no such file or directory: <see cref="StorageErrorCode.NotFound"/>.</summary>
    NotFound = 9001,

    /// <summary>The name is taken: <see cref="StorageErrorCode.AlreadyExists"/>.</summary>
    AlreadyExists = 9002,

    /// <summary>The permissions do not allow it: <see cref="StorageErrorCode.AccessDenied"/>.</summary>
    AccessDenied = 9003,

    /// <summary>The file system is read-only: <see cref="StorageErrorCode.AccessDenied"/>.</summary>
    ReadOnlyFileSystem = 9004,

    /// <summary>A directory where a file was needed: <see cref="StorageErrorCode.WrongKind"/>.</summary>
    IsDirectory = 9005,

    /// <summary>A file where a directory was needed: <see cref="StorageErrorCode.WrongKind"/>.</summary>
    NotDirectory = 9006,

    /// <summary>Answering would have to wait: <see cref="StorageErrorCode.WouldBlock"/>.</summary>
    WouldBlock = 9007,

    /// <summary>The platform cannot do this: <see cref="StorageErrorCode.NotSupported"/>.</summary>
    NotSupported = 9008,

    /// <summary>The disk is full: <see cref="StorageErrorCode.NoSpace"/>.</summary>
    NoSpace = 9009,

    /// <summary>The quota is used up: <see cref="StorageErrorCode.NoSpace"/>.</summary>
    QuotaExceeded = 9010,

    /// <summary>The device failed: <see cref="StorageErrorCode.DeviceError"/>.</summary>
    DeviceError = 9011,

    /// <summary>The power is off, or was cut since the file was opened: <see cref="StorageErrorCode.DeviceError"/>.</summary>
    PowerLost = 9012,

    /// <summary>The file would be too large: <see cref="StorageErrorCode.TooLarge"/>.</summary>
    TooLarge = 9013,

    /// <summary>Too many files are open: <see cref="StorageErrorCode.OutOfResources"/>.</summary>
    TooManyOpenFiles = 9014,

    /// <summary>There is not enough memory or address space: <see cref="StorageErrorCode.OutOfResources"/>.</summary>
    OutOfMemory = 9015,

    /// <summary>A name of the path is too long: <see cref="StorageErrorCode.InvalidPath"/>.</summary>
    NameTooLong = 9016,

    /// <summary>The path is malformed: <see cref="StorageErrorCode.InvalidPath"/>.</summary>
    MalformedPath = 9017,

    /// <summary>An argument was refused: <see cref="StorageErrorCode.InvalidArgument"/>.</summary>
    InvalidArgument = 9018,

    /// <summary>The handle is closed, or was not opened for this: <see cref="StorageErrorCode.InvalidArgument"/>.</summary>
    BadHandle = 9019,

    /// <summary>A page of a mapping cannot be reached: <see cref="StorageErrorCode.MappingFault"/>.</summary>
    BadAddress = 9020,

    /// <summary>Source and target are on different file systems: <see cref="StorageErrorCode.CrossesDevices"/>.</summary>
    CrossesDevices = 9021,

    /// <summary>The directory is not empty: <see cref="StorageErrorCode.NotEmpty"/>.</summary>
    NotEmpty = 9022,

    /// <summary>The operation was given up by request: <see cref="StorageErrorCode.Cancelled"/>.</summary>
    Cancelled = 9023,

    /// <summary>An error that has no code of its own: <see cref="StorageErrorCode.Unknown"/>.</summary>
    Other = 9024,

    /// <summary>The path leads out of the root of a rooted platform: <see cref="StorageErrorCode.OutsideRoot"/>.</summary>
    OutsideRoot = 9025,

    /// <summary>The name stands for another file: <see cref="StorageErrorCode.AnotherFile"/>.</summary>
    AnotherFile = 9026,
}
