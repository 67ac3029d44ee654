using System.Buffers;

namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>
    /// As <see cref="ReplaceAtomically(string, ReadOnlySpan{byte}, ReplaceOptions, CancellationToken)"/>, with the content that a stream has from its position to
    /// its end, however long that is: it is never in memory as a whole.
    /// </summary>
    /// <param name="path">The path; nothing needs to be there. The stream may read the file that it names.</param>
    /// <param name="source">The stream, which stays open. When it throws, nothing has changed, and its exception is this call's.</param>
    /// <param name="options">How to replace.</param>
    /// <param name="progress">Told the bytes that were written so far, on the thread that writes.</param>
    /// <param name="cancellationToken">Honoured until the rename; then nothing has changed.</param>
    /// <returns>Which file stands under the name now.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or no name of a file; or the stream does not read.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist, or an expected file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">What is to be kept cannot be.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled: nothing has changed.</exception>
    /// <exception cref="StorageException">
    /// A step failed (<see cref="StorageException.Step"/>): the target is as it was, and the temporary file is gone. With
    /// <see cref="StorageErrorCode.ReplacedNotDurable"/> it is replaced, and a power cut may undo that.
    /// </exception>
    [CleansNames]
    public FileIdentity ReplaceAtomically(
        string path, Stream source, ReplaceOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckReplace(path, source);
        options ??= ReplaceOptions.Default;
        path = Anchored(path);
        var identity = Replace(
            path,
            (Stream: source, Progress: progress),
            static (replacement, content, token) => replacement.Write(content.Stream, content.Progress, token),
            options,
            nameof(ReplaceAtomically),
            cancellationToken);
        FlushReplaced(path, options, nameof(ReplaceAtomically));
        return identity;
    }

    /// <inheritdoc cref="ReplaceAtomically(string, Stream, ReplaceOptions, IProgress{long}, CancellationToken)"/>
    /// <param name="path">The path; nothing needs to be there. The stream may read the file that it names.</param>
    /// <param name="source">The stream, which is read asynchronously and stays open. When it throws, nothing has changed, and its exception is this call's.</param>
    /// <param name="options">How to replace.</param>
    /// <param name="progress">Told the bytes that were written so far.</param>
    /// <param name="cancellationToken">Honoured until the rename; then nothing has changed.</param>
    /// <returns>The pending replacement; its result is which file stands under the name now.</returns>
    [CleansNames]
    [AsyncTwinOf(nameof(ReplaceAtomically), typeof(FileSystemBase))]
    public ValueTask<FileIdentity> ReplaceAtomicallyAsync(
        string path, Stream source, ReplaceOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckReplace(path, source);
        return ReplaceCheckedAsync(Anchored(path), source, options ?? ReplaceOptions.Default, progress, cancellationToken);
    }

    private static void CheckReplace(string path, Stream source)
    {
        CheckName(path);
        ArgumentNullException.ThrowIfNull(source);
        if (!source.CanRead)
        {
            throw new ArgumentException("The stream does not read.", nameof(source));
        }
    }

    private async ValueTask<FileIdentity> ReplaceCheckedAsync(
        string path, Stream source, ReplaceOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        const string Operation = nameof(ReplaceAtomically);
        var replacement = await Hop(() => Replacement.Begin(Platform, path, options, Operation), cancellationToken).ConfigureAwait(false);
        var isPublished = false;
        try
        {
            await WriteAsync(replacement, source, progress, cancellationToken).ConfigureAwait(false);

            // One hop: a scheduler that is shut down in between would leave it with its name and without the rest.
            await Hop(
                () =>
                {
                    replacement.Publish(replace: true);
                    isPublished = true;
                    replacement.Finish();
                    FlushReplaced(path, options, Operation);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (!isPublished)
        {
            await AbandonAsync(replacement, cause).ConfigureAwait(false);
            throw;
        }

        return replacement.Identity;
    }

    private async ValueTask WriteAsync(Replacement replacement, Stream source, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Replacement.Chunk);
        try
        {
            for (var (written, count) = (0L, Replacement.Chunk); count == Replacement.Chunk; written += count)
            {
                var piece = buffer.AsMemory(0, Replacement.Chunk);
                count = await source.ReadAtLeastAsync(piece, Replacement.Chunk, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                var (bytes, offset) = (piece[..count], written);
                await Hop(() => replacement.Write(bytes.Span, offset, progress), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask AbandonAsync(Replacement replacement, Exception cause)
    {
        var begins = false;
        try
        {
            await Hop(
                () =>
                {
                    begins = true;
                    replacement.Abandon(cause);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch when (!begins)
        {
            // The scheduler was shut down meanwhile: better here than never.
            replacement.Abandon(cause);
        }
    }

    private ValueTask<TResult> Hop<TResult>(Func<TResult> body, CancellationToken cancellationToken) =>
        new BlockingStep<TResult>(body, cancellationToken).Start(Scheduler);

    private ValueTask Hop(Action body, CancellationToken cancellationToken) => new BlockingStep<None>(
        () =>
        {
            body();
            return default;
        },
        cancellationToken).StartVoid(Scheduler);
}
