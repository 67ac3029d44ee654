using System.Globalization;

namespace Mapwright.Testing;

/// <summary>What the simulated error numbers mean.</summary>
internal static class SimulatedErrors
{
    public static StorageErrorCode Classify(int error) => Know((SimulatedError)error).Code;

    public static string Describe(int error)
    {
        var (name, _, text) = Know((SimulatedError)error);
        return name is null
            ? string.Create(CultureInfo.InvariantCulture, $"error {error} (simulated)")
            : $"{name} (simulated): {text}";
    }

    public static IoResult Failure(SimulatedError error, long transferred = 0) => IoResult.Failure((int)error, transferred);

    private static (string? Name, StorageErrorCode Code, string Text) Know(SimulatedError error) => error switch
    {
        SimulatedError.None => ("OK", StorageErrorCode.None, "no error"),
        SimulatedError.NotFound => ("ENOENT", StorageErrorCode.NotFound, "no such file or directory"),
        SimulatedError.AlreadyExists => ("EEXIST", StorageErrorCode.AlreadyExists, "file exists"),
        SimulatedError.AccessDenied => ("EACCES", StorageErrorCode.AccessDenied, "permission denied"),
        SimulatedError.ReadOnlyFileSystem => ("EROFS", StorageErrorCode.AccessDenied, "read-only file system"),
        SimulatedError.IsDirectory => ("EISDIR", StorageErrorCode.WrongKind, "is a directory"),
        SimulatedError.NotDirectory => ("ENOTDIR", StorageErrorCode.WrongKind, "not a directory"),
        SimulatedError.WouldBlock => ("EAGAIN", StorageErrorCode.WouldBlock, "resource temporarily unavailable"),
        SimulatedError.NotSupported => ("EOPNOTSUPP", StorageErrorCode.NotSupported, "operation not supported"),
        SimulatedError.NoSpace => ("ENOSPC", StorageErrorCode.NoSpace, "no space left on device"),
        SimulatedError.QuotaExceeded => ("EDQUOT", StorageErrorCode.NoSpace, "disk quota exceeded"),
        SimulatedError.DeviceError => ("EIO", StorageErrorCode.DeviceError, "input/output error"),
        SimulatedError.PowerLost => ("ENXIO", StorageErrorCode.DeviceError, "the power was cut"),
        SimulatedError.TooLarge => ("EFBIG", StorageErrorCode.TooLarge, "file too large"),
        SimulatedError.TooManyOpenFiles => ("EMFILE", StorageErrorCode.OutOfResources, "too many open files"),
        SimulatedError.OutOfMemory => ("ENOMEM", StorageErrorCode.OutOfResources, "cannot allocate memory"),
        SimulatedError.NameTooLong => ("ENAMETOOLONG", StorageErrorCode.InvalidPath, "file name too long"),
        SimulatedError.MalformedPath => ("EILSEQ", StorageErrorCode.InvalidPath, "malformed path"),
        SimulatedError.InvalidArgument => ("EINVAL", StorageErrorCode.InvalidArgument, "invalid argument"),
        SimulatedError.BadHandle => ("EBADF", StorageErrorCode.InvalidArgument, "bad file descriptor"),
        SimulatedError.BadAddress => ("EFAULT", StorageErrorCode.MappingFault, "bad address"),
        SimulatedError.CrossesDevices => ("EXDEV", StorageErrorCode.CrossesDevices, "invalid cross-device link"),
        SimulatedError.NotEmpty => ("ENOTEMPTY", StorageErrorCode.NotEmpty, "directory not empty"),
        SimulatedError.Cancelled => ("ECANCELED", StorageErrorCode.Cancelled, "operation canceled"),
        SimulatedError.Other => ("EPROTO", StorageErrorCode.Unknown, "an error without a code"),
        SimulatedError.OutsideRoot => ("EXDEV", StorageErrorCode.OutsideRoot, "the path leads out of the root of this file system"),
        SimulatedError.AnotherFile => ("ESTALE", StorageErrorCode.AnotherFile, "the name stands for another file"),
        _ => (null, StorageErrorCode.Unknown, ""),
    };
}
