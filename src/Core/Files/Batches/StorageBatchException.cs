namespace Mapwright;

/// <summary>An operation on many files stopped at one of them, or did all of them and cannot say that all are durable.</summary>
/// <remarks>
/// Code, path and step are those of the first file that failed, and without one those of the first that may be undone; its error is the
/// <see cref="Exception.InnerException"/>.
/// </remarks>
public sealed class StorageBatchException : StorageException
{
    internal StorageBatchException(
        StorageErrorCode code, string operation, string message, BatchOutcome first, IReadOnlyList<BatchOutcome> outcomes)
        : base(code, operation, first.Path, message, systemError: (first.Error as StorageException)?.SystemError ?? 0, innerException: first.Error)
    {
        Step = (first.Error as StorageException)?.Step;
        Outcomes = outcomes;
    }

    /// <summary>What became of each file, in the order in which they were given.</summary>
    public IReadOnlyList<BatchOutcome> Outcomes { get; }
}
