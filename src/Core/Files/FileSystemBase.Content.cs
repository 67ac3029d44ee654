namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its content: what is there when the end is met, also of a file that grows, or whose length the system does not tell.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="StorageException">
    /// The path names no regular file, the content is more than an array holds (<see cref="StorageErrorCode.TooLarge"/>), or the
    /// system failed to read.
    /// </exception>
    [Operation(Check = nameof(CheckPath))]
    public byte[] ReadAllBytes(string path)
    {
        CheckPath(path);
        var file = Mapwright.OpenFile.Open(
            Platform, path, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), nameof(ReadAllBytes));
        try
        {
            return WholeFile.Read(file, nameof(ReadAllBytes));
        }
        finally
        {
            file.Close();
        }
    }

    /// <summary>
    /// Gives a name new content in one step: whoever opens it finds the old content or the new one, whole, also after a power cut or
    /// the death of the process. Durable when it returns, unless the options say otherwise.
    /// </summary>
    /// <remarks>
    /// A temporary file beside the target is written, flushed and renamed, and the directory is flushed. A symbolic link is replaced
    /// itself, not its target; other hard links keep the old content. What a dead process left is cleared away by the
    /// next replacement of the same target.
    /// </remarks>
    /// <param name="path">The path; nothing needs to be there.</param>
    /// <param name="data">The whole new content.</param>
    /// <param name="options">How to replace.</param>
    /// <param name="cancellationToken">Honoured until the rename; then nothing has changed.</param>
    /// <returns>Which file stands under the name now.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or no name of a file.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist, or an expected file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">What is to be kept cannot be.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled: nothing has changed.</exception>
    /// <exception cref="StorageException">
    /// A step failed (<see cref="StorageException.Step"/>): the target is as it was, and the temporary file is gone. With
    /// <see cref="StorageErrorCode.ReplacedNotDurable"/> it is replaced, and a power cut may undo that.
    /// </exception>
    [Operation(Check = nameof(CheckReplace)), CleansNames]
    public FileIdentity ReplaceAtomically(
        string path, ReadOnlySpan<byte> data, ReplaceOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckReplace(path, data, options);
        options ??= ReplaceOptions.Default;
        path = Anchored(path);
        var identity = Replace(path, data, options, nameof(ReplaceAtomically), cancellationToken);
        FlushReplaced(path, options, nameof(ReplaceAtomically));
        return identity;
    }

    /// <summary>
    /// Copies a file. The target appears whole or not at all, also where another one is replaced, and is durable when the call returns
    /// unless the options say otherwise.
    /// </summary>
    /// <remarks>
    /// The file system is asked to share the blocks, then to copy them itself; only then are the bytes read and written. A link
    /// to the source is followed; a link in the place of the target is replaced.
    /// </remarks>
    /// <param name="from">The path of the source.</param>
    /// <param name="to">The path of the target.</param>
    /// <param name="options">How to copy.</param>
    /// <param name="progress">Told the bytes that were copied so far, on the thread that copies.</param>
    /// <param name="cancellationToken">Honoured until the target has its name; then nothing is left behind.</param>
    /// <returns>The bytes that were copied.</returns>
    /// <exception cref="ArgumentException">A path is empty, or <paramref name="to"/> is no name of a file.</exception>
    /// <exception cref="FileNotFoundException">There is no such source, or a directory of the target does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled: nothing has changed.</exception>
    /// <exception cref="StorageException">
    /// The target exists (<see cref="StorageErrorCode.AlreadyExists"/>) and the options do not say <see cref="CopyOptions.Replace"/>, or a step failed
    /// (<see cref="StorageException.Step"/>), as for <see cref="ReplaceAtomically(string, ReadOnlySpan{byte}, ReplaceOptions, CancellationToken)"/>.
    /// </exception>
    [Operation(Check = nameof(CheckCopy)), CleansNames]
    public long Copy(
        string from, string to, CopyOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckCopy(from, to, options, progress);
        options ??= CopyOptions.Default;
        to = Anchored(to);
        var count = CopyContent(from, to, options, progress, nameof(Copy), cancellationToken);
        if (options.Flush)
        {
            FlushReplaced(to, nameof(Copy));
        }

        return count;
    }

    /// <summary>The path that stays the same when the current directory changes before the last step.</summary>
    private string Anchored(string path) =>
        Platform.UsesCurrentDirectory && !Path.IsPathRooted(path) ? Path.Combine(Environment.CurrentDirectory, path) : path;

    private string[] Anchored(string[] paths) => Array.ConvertAll(paths, Anchored);

    /// <summary>All of a replacement but the flush of the directory.</summary>
    private FileIdentity Replace(string path, ReadOnlySpan<byte> data, ReplaceOptions options, string operation, CancellationToken cancellationToken) =>
        Replace(path, data, static (replacement, bytes, token) => replacement.Write(bytes, token), options, operation, cancellationToken);

    private FileIdentity Replace<TContent>(
        string path,
        TContent content,
        Action<Replacement, TContent, CancellationToken> write,
        ReplaceOptions options,
        string operation,
        CancellationToken cancellationToken)
        where TContent : allows ref struct
    {
        var replacement = Replacement.Begin(Platform, path, options, operation);
        try
        {
            write(replacement, content, cancellationToken);
            replacement.Publish(replace: true);
        }
        catch (Exception cause)
        {
            replacement.Abandon(cause);
            throw;
        }

        replacement.Finish();
        return replacement.Identity;
    }

    /// <summary>All of a copy but the flush of the directory.</summary>
    private long CopyContent(
        string from, string to, CopyOptions options, IProgress<long>? progress, string operation, CancellationToken cancellationToken)
    {
        var source = Mapwright.OpenFile.Open(Platform, from, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), operation);
        try
        {
            return CopyContent(source, to, options, progress, operation, cancellationToken);
        }
        finally
        {
            source.Close();
        }
    }

    private long CopyContent(
        OpenFile source, string to, CopyOptions options, IProgress<long>? progress, string operation, CancellationToken cancellationToken)
    {
        if (!options.Replace && !Platform.GetMetadata(to, followLinks: false, out _).IsFailure)
        {
            throw new StorageException(
                StorageErrorCode.AlreadyExists, operation, to, $"{operation} of '{source.Path}' to '{to}' is refused: the target exists.");
        }

        var replacement = Replacement.Begin(
            Platform, to, new ReplaceOptions { Keep = options.Keep, Flush = options.Flush }, operation, source.GetMetadata(operation));
        long count;
        try
        {
            count = new FileCopy(source, replacement, options.Reflink, progress, operation).Run(cancellationToken);
            replacement.Publish(options.Replace);
        }
        catch (Exception cause)
        {
            replacement.Abandon(cause);
            throw;
        }

        replacement.Finish();
        return count;
    }

    /// <summary>A durable copy of an open file under a new name.</summary>
    internal void CopyOpen(OpenFile source, string to, Reflink reflink, string operation, CancellationToken cancellationToken)
    {
        CopyContent(source, to, new CopyOptions { Reflink = reflink }, progress: null, operation, cancellationToken);
        FlushReplaced(to, operation);
    }

    private void FlushReplaced(string path, ReplaceOptions options, string operation)
    {
        if (options.Flush)
        {
            FlushReplaced(path, operation);
        }
    }

    private void FlushReplaced(string path, string operation)
    {
        var flushed = FlushNames(PathText.ParentOf(path)!);
        if (flushed.IsFailure)
        {
            throw Replacement.NotDurable(Platform, flushed, operation, path, ReplaceStep.FlushDirectory);
        }
    }

    private static void CheckReplace(string path, ReadOnlySpan<byte> data, ReplaceOptions? options) => CheckName(path);

    private static void CheckCopy(string from, string to, CopyOptions? options, IProgress<long>? progress)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        CheckName(to);
    }
}
