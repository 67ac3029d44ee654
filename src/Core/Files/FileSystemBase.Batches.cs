namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>
    /// Replaces many files, one after the other in their order, each as <see cref="ReplaceAtomically(string, ReadOnlySpan{byte}, ReplaceOptions, CancellationToken)"/> does, and flushes each of their directories once. Not one
    /// step for all of them: others see some replaced before the rest, and a power cut before this returns may leave any of them old and any new.
    /// </summary>
    /// <remarks>The first failure stops it. What was replaced stays, and is made durable; nothing is tried behind the failure.</remarks>
    /// <param name="files">The files. A path that is there twice gets the later content.</param>
    /// <param name="options">How each is replaced; a file that is expected is said with each.</param>
    /// <param name="cancellationToken">
    /// Honoured until each rename: stops it as a failure does, with <see cref="StorageErrorCode.Cancelled"/>. With nothing replaced, nothing has changed, and
    /// it is an <see cref="OperationCanceledException"/>.
    /// </param>
    /// <returns>Which files stand under the names now, in the same order.</returns>
    /// <exception cref="ArgumentException">A path is empty, or no name of a file; or the options expect one file for all.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was done.</exception>
    /// <exception cref="StorageBatchException">
    /// A file could not be replaced, or was and may be undone by a power cut (<see cref="StorageErrorCode.ReplacedNotDurable"/>):
    /// <see cref="StorageBatchException.Outcomes"/> has what became of each.
    /// </exception>
    [Operation(Check = nameof(CheckReplaceEach)), CleansNames]
    public FileIdentity[] ReplaceEach(
        ReadOnlySpan<FileReplacement> files, ReplaceOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckReplaceEach(files, options);
        options ??= ReplaceOptions.Default;
        var all = files.ToArray();
        var identities = new FileIdentity[all.Length];
        var batch = NewBatch(nameof(ReplaceEach), Array.ConvertAll(all, file => file.Path), out var places, cancellationToken).Run(i =>
            identities[i] = Replace(places[i], all[i].Data.Span, options with { Expected = all[i].Expected }, nameof(ReplaceEach), cancellationToken));
        FlushReplaced(batch, options.Flush, nameof(ReplaceEach));
        return identities;
    }

    /// <summary>
    /// Copies many files, one after the other in their order, each as <see cref="Copy"/> does, and flushes each directory of a target once.
    /// </summary>
    /// <remarks>The first failure stops it. What was copied stays, and is made durable; nothing is tried behind the failure.</remarks>
    /// <param name="files">The files.</param>
    /// <param name="options">How each is copied.</param>
    /// <param name="progress">Told the bytes that were copied so far, of all files together, on the thread that copies.</param>
    /// <param name="cancellationToken">As for <see cref="ReplaceEach"/>.</param>
    /// <returns>The bytes that were copied of each.</returns>
    /// <exception cref="ArgumentException">A path is empty, or a target is no name of a file.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was done.</exception>
    /// <exception cref="StorageBatchException">As for <see cref="ReplaceEach"/>; the path is that of the target.</exception>
    [Operation(Check = nameof(CheckCopyEach)), CleansNames]
    public long[] CopyEach(
        ReadOnlySpan<CopyPaths> files, CopyOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckCopyEach(files, options, progress);
        options ??= CopyOptions.Default;
        var all = files.ToArray();
        var counts = new long[all.Length];
        var sources = Anchored(Array.ConvertAll(all, file => file.From));
        var total = progress is null ? null : new BatchProgress(progress);
        var batch = NewBatch(nameof(CopyEach), Array.ConvertAll(all, file => file.To), out var targets, cancellationToken).Run(i =>
        {
            counts[i] = CopyContent(sources[i], targets[i], options, total, nameof(CopyEach), cancellationToken);
            total?.Next();
        });
        FlushReplaced(batch, options.Flush, nameof(CopyEach));
        return counts;
    }

    /// <summary>
    /// Removes the names of many files, one after the other in their order, each as <see cref="Delete"/> does, and flushes each of their directories once: the
    /// removals are durable when it returns.
    /// </summary>
    /// <remarks>The first failure stops it. What was removed stays so, and is made durable; nothing is tried behind the failure.</remarks>
    /// <param name="paths">The paths.</param>
    /// <param name="missingOk">Whether a name that is not there counts as removed.</param>
    /// <param name="cancellationToken">Honoured until each removal; as for <see cref="ReplaceEach"/>.</param>
    /// <exception cref="ArgumentException">A path is empty, or no name of a file.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was done.</exception>
    /// <exception cref="StorageBatchException">
    /// A name could not be removed, or a directory could not be flushed: <see cref="StorageBatchException.Outcomes"/> has what became of each.
    /// </exception>
    [Operation(Check = nameof(CheckDeleteEach)), CleansNames]
    public void DeleteEach(ReadOnlySpan<string> paths, bool missingOk = false, CancellationToken cancellationToken = default)
    {
        CheckDeleteEach(paths, missingOk);
        NewBatch(nameof(DeleteEach), paths.ToArray(), out var places, cancellationToken)
            .Run(i => Delete(places[i], missingOk))
            .FlushParents(FlushNames, (path, failure) => StorageErrors.From(Platform, failure, nameof(FlushParent), path))
            .ThrowIfFailed();
    }

    /// <summary>Makes the content of many files durable, one after the other in their order, and their names: each directory is flushed once.</summary>
    /// <remarks>The first failure stops it. What was flushed stays durable; nothing is tried behind the failure.</remarks>
    /// <param name="paths">The paths of the files, which must be there and writable; links are followed.</param>
    /// <param name="cancellationToken">Honoured before each file; as for <see cref="ReplaceEach"/>.</param>
    /// <exception cref="ArgumentException">A path is empty, or no name of a file.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was done.</exception>
    /// <exception cref="StorageBatchException">
    /// A file could not be opened or flushed, or a directory: <see cref="StorageBatchException.Outcomes"/> has what became of each. A file whose flush failed is
    /// poisoned, and flushing it again is refused.
    /// </exception>
    [Operation(Check = nameof(CheckNames)), Cleans, CleansNames]
    public void FlushEach(ReadOnlySpan<string> paths, CancellationToken cancellationToken = default)
    {
        CheckNames(paths);
        NewBatch(nameof(FlushEach), paths.ToArray(), out var places, cancellationToken)
            .Run(i => FlushFile(places[i]))
            .FlushParents(FlushNames, (path, failure) => StorageErrors.From(Platform, failure, nameof(FlushParent), path))
            .ThrowIfFailed();
    }

    private FileBatch NewBatch(string operation, string[] paths, out string[] places, CancellationToken cancellationToken)
    {
        places = Anchored(paths);
        return new FileBatch(Platform, operation, paths, places, cancellationToken);
    }

    private void FlushFile(string path)
    {
        var file = Mapwright.OpenFile.Open(
            Platform, path, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenExisting, default), nameof(FlushEach));
        try
        {
            file.FlushAll(nameof(FlushEach));
        }
        finally
        {
            file.Close();
        }
    }

    private void FlushReplaced(FileBatch batch, bool flush, string operation)
    {
        if (flush)
        {
            batch.FlushParents(
                FlushNames, (path, failure) => Replacement.NotDurable(Platform, failure, operation, path, ReplaceStep.FlushDirectory));
        }

        batch.ThrowIfFailed();
    }

    private static void CheckReplaceEach(ReadOnlySpan<FileReplacement> files, ReplaceOptions? options)
    {
        foreach (var file in files)
        {
            CheckName(file.Path);
        }

        if (options?.Expected is not null)
        {
            throw new ArgumentException("One file cannot be expected under many names: say with each which one is.", nameof(options));
        }
    }

    private static void CheckCopyEach(ReadOnlySpan<CopyPaths> files, CopyOptions? options, IProgress<long>? progress)
    {
        foreach (var file in files)
        {
            CheckCopy(file.From, file.To, options, progress);
        }
    }

    private static void CheckDeleteEach(ReadOnlySpan<string> paths, bool missingOk) => CheckNames(paths);

    private static void CheckNames(ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            CheckName(path);
        }
    }
}
