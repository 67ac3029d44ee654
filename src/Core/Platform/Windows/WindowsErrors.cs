using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The error numbers of Windows, and some of our own.</summary>
internal static class WindowsErrors
{
    public const int InvalidFunction = 1;
    public const int FileNotFound = 2;
    public const int PathNotFound = 3;
    public const int AccessDenied = 5;
    public const int InvalidHandle = 6;
    public const int NoMoreFiles = 18;
    public const int WriteFault = 29;
    public const int LockViolation = 33;
    public const int HandleEof = 38;
    public const int NotSupported = 50;
    public const int InvalidParameter = 87;
    public const int NotLocked = 158;
    public const int AlreadyExists = 183;
    public const int MoreData = 234;
    public const int Directory = 267;
    public const int DeletePending = 303;
    public const int DirectoryNotSupported = 336;
    public const int UserMappedFile = 1224;

    /// <summary>What was opened is a pipe, a console or a device. No number of the system says so.</summary>
    public const int NotRegularFile = -1;

    /// <summary>The path cannot be passed to the system without becoming the name of another file.</summary>
    public const int UnusablePath = -2;

    /// <summary>A lock was asked for that another open file holds; to the system that is the same error as a transfer that meets a lock.</summary>
    public const int LockIsHeld = -3;

    /// <summary>The name stands for another file than the one that was meant.</summary>
    public const int AnotherFile = -4;

    public static StorageErrorCode Classify(int error) => Know(error).Code;

    public static string Describe(int error) => error switch
    {
        NotRegularFile => "it is not a regular file",
        UnusablePath => "the path contains a NUL character",
        AnotherFile => "the name stands for another file",
        LockIsHeld => "another open file holds a conflicting lock",
        UserMappedFile => Words(error) + " A file that is mapped, by any process, cannot be made shorter or replaced. "
            + "Here a mapping ends when its object was disposed and collected",
        _ => Words(error),
    };

    private static string Words(int error) =>
        $"{Know(error).Name ?? $"Win32 error {error}"}: {Marshal.GetPInvokeErrorMessage(error).TrimEnd('.', ' ', '\r', '\n')}";

    private static (string? Name, StorageErrorCode Code) Know(int error) => error switch
    {
        NotRegularFile => (null, StorageErrorCode.WrongKind),
        UnusablePath => (null, StorageErrorCode.InvalidPath),
        AnotherFile => (null, StorageErrorCode.AnotherFile),
        LockIsHeld => (null, StorageErrorCode.WouldBlock),
        0 => (null, StorageErrorCode.None),
        InvalidFunction => ("ERROR_INVALID_FUNCTION", StorageErrorCode.NotSupported),
        FileNotFound => ("ERROR_FILE_NOT_FOUND", StorageErrorCode.NotFound),
        PathNotFound => ("ERROR_PATH_NOT_FOUND", StorageErrorCode.NotFound),
        4 => ("ERROR_TOO_MANY_OPEN_FILES", StorageErrorCode.OutOfResources),
        AccessDenied => ("ERROR_ACCESS_DENIED", StorageErrorCode.AccessDenied),
        InvalidHandle => ("ERROR_INVALID_HANDLE", StorageErrorCode.InvalidArgument),
        8 => ("ERROR_NOT_ENOUGH_MEMORY", StorageErrorCode.OutOfResources),
        14 => ("ERROR_OUTOFMEMORY", StorageErrorCode.OutOfResources),
        15 => ("ERROR_INVALID_DRIVE", StorageErrorCode.NotFound),
        17 => ("ERROR_NOT_SAME_DEVICE", StorageErrorCode.CrossesDevices),
        19 => ("ERROR_WRITE_PROTECT", StorageErrorCode.AccessDenied),
        20 => ("ERROR_BAD_UNIT", StorageErrorCode.DeviceError),
        21 => ("ERROR_NOT_READY", StorageErrorCode.DeviceError),
        23 => ("ERROR_CRC", StorageErrorCode.DeviceError),
        25 => ("ERROR_SEEK", StorageErrorCode.DeviceError),
        27 => ("ERROR_SECTOR_NOT_FOUND", StorageErrorCode.DeviceError),
        WriteFault => ("ERROR_WRITE_FAULT", StorageErrorCode.DeviceError),
        30 => ("ERROR_READ_FAULT", StorageErrorCode.DeviceError),
        31 => ("ERROR_GEN_FAILURE", StorageErrorCode.DeviceError),
        32 => ("ERROR_SHARING_VIOLATION", StorageErrorCode.InUse),
        LockViolation => ("ERROR_LOCK_VIOLATION", StorageErrorCode.InUse),
        36 => ("ERROR_SHARING_BUFFER_EXCEEDED", StorageErrorCode.OutOfResources),
        HandleEof => ("ERROR_HANDLE_EOF", StorageErrorCode.Truncated),
        39 => ("ERROR_HANDLE_DISK_FULL", StorageErrorCode.NoSpace),
        NotSupported => ("ERROR_NOT_SUPPORTED", StorageErrorCode.NotSupported),
        53 => ("ERROR_BAD_NETPATH", StorageErrorCode.NotFound),
        55 => ("ERROR_DEV_NOT_EXIST", StorageErrorCode.DeviceError),
        59 => ("ERROR_UNEXP_NET_ERR", StorageErrorCode.DeviceError),
        64 => ("ERROR_NETNAME_DELETED", StorageErrorCode.DeviceError),
        65 => ("ERROR_NETWORK_ACCESS_DENIED", StorageErrorCode.AccessDenied),
        67 => ("ERROR_BAD_NET_NAME", StorageErrorCode.NotFound),
        80 => ("ERROR_FILE_EXISTS", StorageErrorCode.AlreadyExists),
        82 => ("ERROR_CANNOT_MAKE", StorageErrorCode.AccessDenied),
        InvalidParameter => ("ERROR_INVALID_PARAMETER", StorageErrorCode.InvalidArgument),
        112 => ("ERROR_DISK_FULL", StorageErrorCode.NoSpace),
        120 => ("ERROR_CALL_NOT_IMPLEMENTED", StorageErrorCode.NotSupported),
        121 => ("ERROR_SEM_TIMEOUT", StorageErrorCode.DeviceError),
        123 => ("ERROR_INVALID_NAME", StorageErrorCode.InvalidPath),
        131 => ("ERROR_NEGATIVE_SEEK", StorageErrorCode.InvalidArgument),
        145 => ("ERROR_DIR_NOT_EMPTY", StorageErrorCode.NotEmpty),
        NotLocked => ("ERROR_NOT_LOCKED", StorageErrorCode.InvalidArgument),
        161 => ("ERROR_BAD_PATHNAME", StorageErrorCode.InvalidPath),
        167 => ("ERROR_LOCK_FAILED", StorageErrorCode.OutOfResources),
        170 => ("ERROR_BUSY", StorageErrorCode.InUse),
        AlreadyExists => ("ERROR_ALREADY_EXISTS", StorageErrorCode.AlreadyExists),
        206 => ("ERROR_FILENAME_EXCED_RANGE", StorageErrorCode.InvalidPath),
        223 => ("ERROR_FILE_TOO_LARGE", StorageErrorCode.TooLarge),
        Directory => ("ERROR_DIRECTORY", StorageErrorCode.WrongKind),
        299 => ("ERROR_PARTIAL_COPY", StorageErrorCode.MappingFault),
        DeletePending => ("ERROR_DELETE_PENDING", StorageErrorCode.NotFound),
        DirectoryNotSupported => ("ERROR_DIRECTORY_NOT_SUPPORTED", StorageErrorCode.WrongKind),
        483 => ("ERROR_DEVICE_HARDWARE_ERROR", StorageErrorCode.DeviceError),
        487 => ("ERROR_INVALID_ADDRESS", StorageErrorCode.MappingFault),
        665 => ("ERROR_FILE_SYSTEM_LIMITATION", StorageErrorCode.TooLarge),
        995 => ("ERROR_OPERATION_ABORTED", StorageErrorCode.Cancelled),
        998 => ("ERROR_NOACCESS", StorageErrorCode.MappingFault),
        999 => ("ERROR_SWAPERROR", StorageErrorCode.MappingFault),
        1006 => ("ERROR_FILE_INVALID", StorageErrorCode.DeviceError),
        1117 => ("ERROR_IO_DEVICE", StorageErrorCode.DeviceError),
        1132 => ("ERROR_MAPPED_ALIGNMENT", StorageErrorCode.InvalidArgument),
        1167 => ("ERROR_DEVICE_NOT_CONNECTED", StorageErrorCode.DeviceError),
        UserMappedFile => ("ERROR_USER_MAPPED_FILE", StorageErrorCode.InUse),
        1295 => ("ERROR_DISK_QUOTA_EXCEEDED", StorageErrorCode.NoSpace),
        1314 => ("ERROR_PRIVILEGE_NOT_HELD", StorageErrorCode.AccessDenied),
        1392 => ("ERROR_FILE_CORRUPT", StorageErrorCode.DeviceError),
        1393 => ("ERROR_DISK_CORRUPT", StorageErrorCode.DeviceError),
        1450 => ("ERROR_NO_SYSTEM_RESOURCES", StorageErrorCode.OutOfResources),
        1453 => ("ERROR_WORKING_SET_QUOTA", StorageErrorCode.OutOfResources),
        1455 => ("ERROR_COMMITMENT_LIMIT", StorageErrorCode.OutOfResources),
        1816 => ("ERROR_NOT_ENOUGH_QUOTA", StorageErrorCode.NoSpace),
        1921 => ("ERROR_CANT_RESOLVE_FILENAME", StorageErrorCode.InvalidPath),
        4390 => ("ERROR_NOT_A_REPARSE_POINT", StorageErrorCode.WrongKind),
        _ => (null, StorageErrorCode.Unknown),
    };
}
