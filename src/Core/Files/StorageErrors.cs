using System.Globalization;

namespace Mapwright;

/// <summary>Turns a failed primitive into the exception that says so: the one place that does.</summary>
internal static class StorageErrors
{
    /// <summary>Makes the exception of a failure; the target is the second path of an operation on two.</summary>
    public static Exception From(
        StoragePlatform platform, IoResult failure, string operation, string? path, long? offset = null, string? target = null, ReplaceStep? step = null)
    {
        var code = platform.Classify(failure.Error);
        var message = Message(platform.Describe(failure.Error), operation, path, offset, target, step);
        return code switch
        {
            StorageErrorCode.NotFound => new FileNotFoundException(message, path),
            StorageErrorCode.AccessDenied => new UnauthorizedAccessException(message),
            StorageErrorCode.NotSupported => new NotSupportedException(message),
            _ => new StorageException(code, operation, path, message, offset, failure.Error) { BytesWritten = failure.Value, Step = step },
        };
    }

    /// <summary>Throws when a primitive failed.</summary>
    public static void ThrowIfFailed(StoragePlatform platform, IoResult result, string operation, string? path, long? offset = null)
    {
        if (result.IsFailure)
        {
            throw From(platform, result, operation, path, offset);
        }
    }

    private static string Message(string cause, string operation, string? path, long? offset, string? target, ReplaceStep? step)
    {
        var toward = target is null ? "" : $" to '{target}'";
        var place = offset is { } o ? string.Create(CultureInfo.InvariantCulture, $" at offset {o}") : "";
        var part = step is null ? "" : $" at {step}";
        return $"{operation} of '{path}'{toward}{place} failed{part}: {cause}.";
    }
}
