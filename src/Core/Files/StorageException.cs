namespace Mapwright;

/// <summary>A storage operation failed, and no exception of the base class library says so precisely.</summary>
public class StorageException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">What went wrong.</param>
    /// <param name="operation">The operation, for example <c>WriteAt</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="message">What happened, what was expected, what to do.</param>
    /// <param name="offset">The offset in bytes, where there is one.</param>
    /// <param name="systemError">The system's error number, where there is one.</param>
    /// <param name="innerException">The cause.</param>
    public StorageException(
        StorageErrorCode code,
        string operation,
        string? path,
        string message,
        long? offset = null,
        int systemError = 0,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Operation = operation;
        Path = path;
        Offset = offset;
        SystemError = systemError;
    }

    /// <summary>What went wrong.</summary>
    public StorageErrorCode Code { get; }

    /// <summary>The operation that failed.</summary>
    public string Operation { get; }

    /// <summary>The file, as it was named when it was opened.</summary>
    public string? Path { get; }

    /// <summary>The offset in bytes, where there is one.</summary>
    public long? Offset { get; }

    /// <summary>The system's error number; 0 where there is none.</summary>
    public int SystemError { get; }

    /// <summary>The bytes of a failed write that were written before it failed.</summary>
    public long BytesWritten { get; init; }

    /// <summary>The step that failed, where the operation replaces a file.</summary>
    public ReplaceStep? Step { get; init; }
}
