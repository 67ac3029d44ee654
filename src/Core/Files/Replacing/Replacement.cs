using System.Buffers;

namespace Mapwright;

/// <summary>One file that takes the place of another: the steps, and what happens when one fails.</summary>
/// <remarks>
/// Until <see cref="Publish"/> the target is untouched, and <see cref="Abandon"/> removes the temporary. After the rename there is
/// no way back: a failure from there on is <see cref="StorageErrorCode.ReplacedNotDurable"/>.
/// </remarks>
internal sealed class Replacement
{
    /// <summary>The most that is transferred between two looks at the token.</summary>
    public const int Chunk = 1 << 20;

    private readonly StoragePlatform _platform;
    private readonly string _operation;
    private readonly string _path;
    private readonly ReplaceOptions _options;
    private readonly FileMetadata? _kept;
    private readonly TemporaryFile _temporary;

    private Replacement(
        StoragePlatform platform, string operation, string path, ReplaceOptions options, FileMetadata? kept, TemporaryFile temporary)
    {
        _platform = platform;
        _operation = operation;
        _path = path;
        _options = options;
        _kept = kept;
        _temporary = temporary;
    }

    /// <summary>The file to write.</summary>
    public PlatformFile File => _temporary.Handle;

    /// <summary>Which file takes the place.</summary>
    public FileIdentity Identity => _temporary.Metadata.Identity;

    /// <summary>Looks at the target and creates the temporary.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="path">The target.</param>
    /// <param name="options">How to replace.</param>
    /// <param name="operation">For messages.</param>
    /// <param name="pattern">The file whose attributes are kept; the target where not given.</param>
    public static Replacement Begin(
        StoragePlatform platform, string path, ReplaceOptions options, string operation, FileMetadata? pattern = null)
    {
        var kept = options.Keep == FileAspects.None ? null : pattern;
        if (pattern is null && options.Keep != FileAspects.None)
        {
            var inspected = platform.GetMetadata(path, followLinks: false, out var target);
            if (!inspected.IsFailure)
            {
                // A link is replaced itself, and has nothing to take over.
                kept = target.IsFile ? target : null;
            }
            else if (platform.Classify(inspected.Error) != StorageErrorCode.NotFound)
            {
                throw StepFailed(platform, inspected, operation, path, ReplaceStep.Inspect);
            }
        }

        // Until it has the permissions of the target, nobody else may read what is written into it.
        var mode = kept is not null && options.Keep.HasFlag(FileAspects.Mode)
            ? UnixFileMode.UserRead | UnixFileMode.UserWrite
            : options.UnixMode;
        var created = TemporaryFile.Create(platform, PathText.ParentOf(path)!, PathText.NameOf(path), mode, out var temporary);
        if (created.IsFailure)
        {
            throw StepFailed(platform, created, operation, path, ReplaceStep.CreateTemporary);
        }

        return temporary is not null
            ? new Replacement(platform, operation, path, options, kept, temporary)
            : throw new StorageException(
                StorageErrorCode.AlreadyExists,
                operation,
                path,
                $"{operation} of '{path}' found no free name for its temporary file: other parties take them as fast as they are made.")
            {
                Step = ReplaceStep.CreateTemporary,
            };
    }

    /// <summary>Gives it all blocks of another file, to share; <see cref="File"/> may be another one afterwards, which is not written.</summary>
    /// <returns>As for <see cref="TemporaryFile.Share"/>.</returns>
    public IoResult Share(PlatformFile source) => _temporary.Share(_platform, source);

    /// <summary>Writes the content.</summary>
    public void Write(ReadOnlySpan<byte> data, CancellationToken cancellationToken)
    {
        for (var offset = 0; offset < data.Length; offset += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(data.Slice(offset, Math.Min(Chunk, data.Length - offset)), offset, progress: null);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Writes the content that a stream has from its position on.</summary>
    public void Write(Stream source, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            for (var (written, count) = (0L, Chunk); count == Chunk; written += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                count = source.ReadAtLeast(buffer.AsSpan(0, Chunk), Chunk, throwOnEndOfStream: false);
                Write(buffer.AsSpan(0, count), written, progress);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Writes a piece of the content.</summary>
    public void Write(ReadOnlySpan<byte> data, long offset, IProgress<long>? progress)
    {
        if (!data.IsEmpty)
        {
            Telemetry.Mark();
            Check(_platform.WriteAt(File, data, offset), ReplaceStep.Write);
            progress?.Report(offset + data.Length);
        }
    }

    /// <summary>Makes the content durable and gives it the name. When this returns, the rest is <see cref="Finish"/>.</summary>
    public void Publish(bool replace)
    {
        Telemetry.Mark();
        if (_kept is { } kept)
        {
            var aspects = _options.Keep;
            if (kept.UserId == _temporary.Metadata.UserId && kept.GroupId == _temporary.Metadata.GroupId)
            {
                aspects &= ~FileAspects.Owner;
            }

            Check(_platform.SetAttributes(File, kept, aspects), ReplaceStep.SetAttributes);
        }

        if (_options.Flush)
        {
            Check(_platform.FlushAll(File), ReplaceStep.Flush);
        }

        if (_options.Expected is { } expected)
        {
            Check(_platform.GetMetadata(_path, followLinks: false, out var standing), ReplaceStep.Rename);
            if (standing.Identity != expected)
            {
                throw new StorageException(
                    StorageErrorCode.AnotherFile,
                    _operation,
                    _path,
                    $"{_operation} of '{_path}' is refused: the name stands for another file than the one that was to be replaced.")
                {
                    Step = ReplaceStep.Rename,
                };
            }
        }

        // The lock keeps others from the name, but for those who do not see it: on another machine, where the file system does not tell that one of locks.
        Check(_platform.GetMetadata(_temporary.Path, followLinks: false, out var own), ReplaceStep.Rename);
        if (own.Identity != Identity)
        {
            throw new StorageException(
                StorageErrorCode.AnotherFile,
                _operation,
                _path,
                $"{_operation} of '{_path}' is refused: another party, which does not see the lock of the temporary file '{_temporary.Path}', has put its own in its place.")
            {
                Step = ReplaceStep.Rename,
            };
        }

        Check(_platform.Rename(_temporary.Path, _path, replace), ReplaceStep.Rename);
    }

    /// <summary>Closes the file, which has its name now.</summary>
    public void Finish()
    {
        var closed = _temporary.Close(_platform);
        if (closed.IsFailure)
        {
            throw NotDurable(_platform, closed, _operation, _path, ReplaceStep.Close);
        }
    }

    /// <summary>Removes the temporary. Where that fails too, it is said next to the cause.</summary>
    public void Abandon(Exception cause)
    {
        var removed = _temporary.Discard(_platform);
        if (removed.IsFailure)
        {
            throw new StorageException(
                (cause as StorageException)?.Code ?? _platform.Classify(removed.Error),
                _operation,
                _path,
                $"{cause.Message} The temporary file '{_temporary.Path}' could not be removed either: {_platform.Describe(removed.Error)}.",
                systemError: removed.Error,
                innerException: cause)
            {
                Step = (cause as StorageException)?.Step,
            };
        }
    }

    /// <summary>The error of a step after the rename.</summary>
    public static StorageException NotDurable(StoragePlatform platform, IoResult failure, string operation, string path, ReplaceStep step) => new(
        StorageErrorCode.ReplacedNotDurable,
        operation,
        path,
        $"{operation} of '{path}' replaced it, but may be undone by a power cut: {step} failed: {platform.Describe(failure.Error)}. "
        + "Replace it again; repeating that step alone would prove nothing.",
        systemError: failure.Error)
    {
        Step = step,
    };

    /// <summary>Throws when a step failed.</summary>
    public void Check(IoResult result, ReplaceStep step)
    {
        if (step is ReplaceStep.Write or ReplaceStep.SetAttributes or ReplaceStep.Flush)
        {
            Telemetry.Note(_platform, _path, result, _operation, transfers: step == ReplaceStep.Write);
        }

        if (result.IsFailure)
        {
            throw StepFailed(_platform, result, _operation, _path, step);
        }
    }

    private static Exception StepFailed(StoragePlatform platform, IoResult failure, string operation, string path, ReplaceStep step) =>
        StorageErrors.From(platform, failure, operation, path, step: step);
}
