using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The error numbers of macOS, and two of our own.</summary>
internal static class MacOSErrors
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int ENOMEM = 12;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENOTTY = 25;
    public const int EAGAIN = 35;
    public const int ENOTSUP = 45;
    public const int ELOOP = 62;
    public const int ENOSYS = 78;

    /// <summary>What was opened is a pipe, a socket or a device. No number of the system says so.</summary>
    public const int NotRegularFile = -1;

    /// <summary>The path cannot be passed to the system without becoming the name of another file.</summary>
    public const int UnusablePath = -2;

    /// <summary>The name stands for another file than the one that was meant.</summary>
    public const int AnotherFile = -3;

    public static StorageErrorCode Classify(int error) => Know(error).Code;

    public static string Describe(int error) => error switch
    {
        NotRegularFile => "it is not a regular file",
        UnusablePath => "the path contains a NUL character or an unpaired surrogate",
        AnotherFile => "the name stands for another file",
        _ => $"{Know(error).Name ?? $"errno {error}"}: {Marshal.GetPInvokeErrorMessage(error)}",
    };

    private static (string? Name, StorageErrorCode Code) Know(int error) => error switch
    {
        NotRegularFile => (null, StorageErrorCode.WrongKind),
        UnusablePath => (null, StorageErrorCode.InvalidPath),
        AnotherFile => (null, StorageErrorCode.AnotherFile),
        0 => (null, StorageErrorCode.None),
        EPERM => ("EPERM", StorageErrorCode.AccessDenied),
        ENOENT => ("ENOENT", StorageErrorCode.NotFound),
        EINTR => ("EINTR", StorageErrorCode.Unknown),
        EIO => ("EIO", StorageErrorCode.DeviceError),
        ENXIO => ("ENXIO", StorageErrorCode.WrongKind),
        9 => ("EBADF", StorageErrorCode.InvalidArgument),
        11 => ("EDEADLK", StorageErrorCode.WouldDeadlock),
        ENOMEM => ("ENOMEM", StorageErrorCode.OutOfResources),
        13 => ("EACCES", StorageErrorCode.AccessDenied),
        14 => ("EFAULT", StorageErrorCode.MappingFault),
        15 => ("ENOTBLK", StorageErrorCode.WrongKind),
        16 => ("EBUSY", StorageErrorCode.InUse),
        EEXIST => ("EEXIST", StorageErrorCode.AlreadyExists),
        EXDEV => ("EXDEV", StorageErrorCode.CrossesDevices),
        ENODEV => ("ENODEV", StorageErrorCode.NotSupported),
        ENOTDIR => ("ENOTDIR", StorageErrorCode.WrongKind),
        EISDIR => ("EISDIR", StorageErrorCode.WrongKind),
        EINVAL => ("EINVAL", StorageErrorCode.InvalidArgument),
        23 => ("ENFILE", StorageErrorCode.OutOfResources),
        24 => ("EMFILE", StorageErrorCode.OutOfResources),
        ENOTTY => ("ENOTTY", StorageErrorCode.NotSupported),
        26 => ("ETXTBSY", StorageErrorCode.AccessDenied),
        27 => ("EFBIG", StorageErrorCode.TooLarge),
        28 => ("ENOSPC", StorageErrorCode.NoSpace),
        29 => ("ESPIPE", StorageErrorCode.WrongKind),
        30 => ("EROFS", StorageErrorCode.AccessDenied),
        31 => ("EMLINK", StorageErrorCode.OutOfResources),
        EAGAIN => ("EAGAIN", StorageErrorCode.WouldBlock),
        ENOTSUP => ("ENOTSUP", StorageErrorCode.NotSupported),
        57 => ("ENOTCONN", StorageErrorCode.DeviceError),
        60 => ("ETIMEDOUT", StorageErrorCode.DeviceError),
        ELOOP => ("ELOOP", StorageErrorCode.InvalidPath),
        63 => ("ENAMETOOLONG", StorageErrorCode.InvalidPath),
        66 => ("ENOTEMPTY", StorageErrorCode.NotEmpty),
        69 => ("EDQUOT", StorageErrorCode.NoSpace),
        70 => ("ESTALE", StorageErrorCode.DeviceError),
        77 => ("ENOLCK", StorageErrorCode.OutOfResources),
        ENOSYS => ("ENOSYS", StorageErrorCode.NotSupported),
        82 => ("EPWROFF", StorageErrorCode.DeviceError),
        83 => ("EDEVERR", StorageErrorCode.DeviceError),
        84 => ("EOVERFLOW", StorageErrorCode.TooLarge),
        89 => ("ECANCELED", StorageErrorCode.Cancelled),
        92 => ("EILSEQ", StorageErrorCode.InvalidPath),
        94 => ("EBADMSG", StorageErrorCode.DeviceError),
        102 => ("EOPNOTSUPP", StorageErrorCode.NotSupported),
        _ => (null, StorageErrorCode.Unknown),
    };
}
