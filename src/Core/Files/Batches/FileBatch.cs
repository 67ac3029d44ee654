using System.Runtime.ExceptionServices;

namespace Mapwright;

/// <summary>An operation on many files, in order: the first failure stops it, and what was done stays.</summary>
/// <param name="platform">Where the files are.</param>
/// <param name="operation">For messages.</param>
/// <param name="paths">The files as the caller named them.</param>
/// <param name="places">The paths that stay the same when the current directory changes meanwhile.</param>
/// <param name="cancellationToken">Looked at before each file.</param>
internal sealed class FileBatch(StoragePlatform platform, string operation, string[] paths, string[] places, CancellationToken cancellationToken)
{
    private readonly BatchOutcome[] _outcomes = Array.ConvertAll(paths, path => new BatchOutcome(path, BatchState.NotStarted));

    /// <summary>Does all of them, in order, up to the first failure.</summary>
    public FileBatch Run(Action<int> act)
    {
        for (var i = 0; i < _outcomes.Length && TryRun(i, act); i++)
        {
        }

        return this;
    }

    /// <summary>Flushes the directory of everything that was done, each once.</summary>
    /// <param name="flush">Flushes one directory.</param>
    /// <param name="notDurable">Makes the error of a file whose directory could not be flushed.</param>
    public FileBatch FlushParents(Func<string, IoResult> flush, Func<string, IoResult, Exception> notDurable)
    {
        var byPath = new Dictionary<string, IoResult>(StringComparer.Ordinal);
        var byIdentity = new Dictionary<FileIdentity, IoResult>();
        for (var i = 0; i < _outcomes.Length; i++)
        {
            ref var outcome = ref _outcomes[i];
            if (outcome.State is not (BatchState.Done or BatchState.NotDurable))
            {
                continue;
            }

            var directory = PathText.ParentOf(places[i])!;
            if (!byPath.TryGetValue(directory, out var flushed))
            {
                byPath[directory] = flushed = FlushOnce(directory, flush, byIdentity);
            }

            if (flushed.IsFailure && outcome.State == BatchState.Done)
            {
                outcome = outcome with { State = BatchState.NotDurable, Error = notDurable(outcome.Path, flushed) };
            }
        }

        return this;
    }

    /// <summary>Throws when anything went wrong.</summary>
    public void ThrowIfFailed()
    {
        if ((Array.Find(_outcomes, outcome => outcome.State == BatchState.Failed)
            ?? Array.Find(_outcomes, outcome => outcome.State == BatchState.NotDurable)) is not { } first)
        {
            return;
        }

        var done = _outcomes.Count(outcome => outcome.State is BatchState.Done or BatchState.NotDurable);
        if (first.Error is OperationCanceledException && done == 0)
        {
            ExceptionDispatchInfo.Throw(first.Error);
        }

        throw new StorageBatchException(CodeOf(first.Error!), operation, Message(first, done), first, _outcomes);
    }

    /// <summary>
    /// Two paths may name one directory, and the system reports a failed write-back once: a second flush would acquit what the first one lost.
    /// </summary>
    private IoResult FlushOnce(string directory, Func<string, IoResult> flush, Dictionary<FileIdentity, IoResult> byIdentity)
    {
        if (platform.GetMetadata(directory, followLinks: true, out var metadata).IsFailure)
        {
            return flush(directory);
        }

        if (!byIdentity.TryGetValue(metadata.Identity, out var flushed))
        {
            byIdentity[metadata.Identity] = flushed = flush(directory);
        }

        return flushed;
    }

    private bool TryRun(int index, Action<int> act)
    {
        ref var outcome = ref _outcomes[index];
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            act(index);
            outcome = outcome with { State = BatchState.Done };
            return true;
        }
        catch (Exception exception)
        {
            var state = exception is StorageException { Code: StorageErrorCode.ReplacedNotDurable } ? BatchState.NotDurable : BatchState.Failed;
            outcome = outcome with { State = state, Error = exception };
            return false;
        }
    }

    private string Message(BatchOutcome first, int done)
    {
        var undone = _outcomes.Count(outcome => outcome.State == BatchState.NotDurable);
        var durable = undone == 0 ? "" : $", of which {undone} may be undone by a power cut";
        return first.State == BatchState.Failed
            ? $"{operation} stopped at '{first.Path}', after {done} of {_outcomes.Length} files were done{durable}: {first.Error!.Message}"
            : $"{operation} did {done} of {_outcomes.Length} files{durable}: {first.Error!.Message}";
    }

    private static StorageErrorCode CodeOf(Exception error) => error switch
    {
        StorageException known => known.Code,
        FileNotFoundException => StorageErrorCode.NotFound,
        UnauthorizedAccessException => StorageErrorCode.AccessDenied,
        NotSupportedException => StorageErrorCode.NotSupported,
        OperationCanceledException => StorageErrorCode.Cancelled,
        _ => StorageErrorCode.Unknown,
    };
}
