using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The error numbers of Linux on x64 and arm64, and some of our own.</summary>
internal static class LinuxErrors
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENXIO = 6;
    public const int EAGAIN = 11;
    public const int EFAULT = 14;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENOTTY = 25;
    public const int ENOSYS = 38;
    public const int EOPNOTSUPP = 95;

    /// <summary>What was opened is a pipe, a socket or a device. No number of the system says so.</summary>
    public const int NotRegularFile = -1;

    /// <summary>The path cannot be passed to the system without becoming the name of another file.</summary>
    public const int UnusablePath = -2;

    /// <summary>An append that the system split in two, and another party's came between the parts.</summary>
    public const int SplitAppend = -3;

    /// <summary>The descriptor was opened for appending.</summary>
    public const int AppendOnly = -4;

    /// <summary>The path, or a link on it, leads out of the directory that the platform is rooted in.</summary>
    public const int OutsideRoot = -5;

    /// <summary>The name stands for another file than the one that was to be removed.</summary>
    public const int AnotherFile = -6;

    public static StorageErrorCode Classify(int error) => Know(error).Code;

    public static string Describe(int error) => error switch
    {
        NotRegularFile => "it is not a regular file",
        UnusablePath => "the path contains a NUL character or an unpaired surrogate",
        AppendOnly => "the handle was opened for appending, and would write at the end whatever offset it is given",
        SplitAppend => "the system took the bytes in two parts, and another party appended between them",
        OutsideRoot => "the path, or a link on it, leads out of the root of this file system",
        AnotherFile => "the name stands for another file",
        _ => $"{Know(error).Name ?? $"errno {error}"}: {Marshal.GetPInvokeErrorMessage(error)}",
    };

    private static (string? Name, StorageErrorCode Code) Know(int error) => error switch
    {
        NotRegularFile => (null, StorageErrorCode.WrongKind),
        UnusablePath => (null, StorageErrorCode.InvalidPath),
        AppendOnly => (null, StorageErrorCode.InvalidArgument),
        SplitAppend => (null, StorageErrorCode.SplitAppend),
        OutsideRoot => (null, StorageErrorCode.OutsideRoot),
        AnotherFile => (null, StorageErrorCode.AnotherFile),
        0 => (null, StorageErrorCode.None),
        EPERM => ("EPERM", StorageErrorCode.AccessDenied),
        ENOENT => ("ENOENT", StorageErrorCode.NotFound),
        EINTR => ("EINTR", StorageErrorCode.Unknown),
        EIO => ("EIO", StorageErrorCode.DeviceError),
        ENXIO => ("ENXIO", StorageErrorCode.WrongKind),
        9 => ("EBADF", StorageErrorCode.InvalidArgument),
        EAGAIN => ("EAGAIN", StorageErrorCode.WouldBlock),
        12 => ("ENOMEM", StorageErrorCode.OutOfResources),
        13 => ("EACCES", StorageErrorCode.AccessDenied),
        EFAULT => ("EFAULT", StorageErrorCode.MappingFault),
        15 => ("ENOTBLK", StorageErrorCode.WrongKind),
        16 => ("EBUSY", StorageErrorCode.InUse),
        EEXIST => ("EEXIST", StorageErrorCode.AlreadyExists),
        EXDEV => ("EXDEV", StorageErrorCode.CrossesDevices),
        19 => ("ENODEV", StorageErrorCode.NotSupported),
        20 => ("ENOTDIR", StorageErrorCode.WrongKind),
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
        35 => ("EDEADLK", StorageErrorCode.WouldDeadlock),
        36 => ("ENAMETOOLONG", StorageErrorCode.InvalidPath),
        37 => ("ENOLCK", StorageErrorCode.OutOfResources),
        ENOSYS => ("ENOSYS", StorageErrorCode.NotSupported),
        39 => ("ENOTEMPTY", StorageErrorCode.NotEmpty),
        40 => ("ELOOP", StorageErrorCode.InvalidPath),
        61 => ("ENODATA", StorageErrorCode.DeviceError),
        67 => ("ENOLINK", StorageErrorCode.DeviceError),
        74 => ("EBADMSG", StorageErrorCode.DeviceError),
        75 => ("EOVERFLOW", StorageErrorCode.TooLarge),
        84 => ("EILSEQ", StorageErrorCode.InvalidPath),
        EOPNOTSUPP => ("EOPNOTSUPP", StorageErrorCode.NotSupported),
        107 => ("ENOTCONN", StorageErrorCode.DeviceError),
        110 => ("ETIMEDOUT", StorageErrorCode.DeviceError),
        116 => ("ESTALE", StorageErrorCode.DeviceError),
        117 => ("EUCLEAN", StorageErrorCode.DeviceError),
        121 => ("EREMOTEIO", StorageErrorCode.DeviceError),
        122 => ("EDQUOT", StorageErrorCode.NoSpace),
        123 => ("ENOMEDIUM", StorageErrorCode.DeviceError),
        125 => ("ECANCELED", StorageErrorCode.Cancelled),
        133 => ("EHWPOISON", StorageErrorCode.DeviceError),
        _ => (null, StorageErrorCode.Unknown),
    };
}
