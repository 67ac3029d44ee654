using System.Diagnostics;
using Mapwright;

namespace Quickstart;

/// <summary>What a copy took, from the first directory to the last durable flush; verification is not in it.</summary>
/// <param name="Files">The files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Elapsed">The time.</param>
/// <param name="Operations">The storage operations that were awaited.</param>
/// <param name="AllocatedBytes">What the whole program allocated meanwhile, in bytes.</param>
internal sealed record CopyResult(int Files, long Bytes, TimeSpan Elapsed, long Operations, long AllocatedBytes);

/// <summary>
/// Copies a tree under a temporary name beside the final one, makes it durable, verifies it, and only then gives it its name.
/// Whatever goes wrong, what was begun is removed.
/// </summary>
internal sealed class TreeCopy(FileSystemBase files, SourceTree tree, IProgress<long> progress)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Buffers _buffers = new();

    /// <exception cref="IOException">The target exists, its folder is locked or inside the source, or the copy failed.</exception>
    public async Task<CopyResult> RunAsync(string target, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(target)!;
        await Destination.PrepareAsync(files, folder, tree.Root, cancellationToken);
        await using var lockFile = await files.OpenLockAsync(Path.Combine(folder, ".lock"), cancellationToken: cancellationToken);
        using var guard = lockFile.TryLock(LockMode.Exclusive) ?? throw new IOException($"'{folder}' is locked by another process.");
        if (await files.ExistsAsync(target, cancellationToken))
        {
            throw new IOException($"'{target}' exists already. Remove it, or name another destination.");
        }

        // Under the lock nobody else writes here, so what has this name was left by a process that died.
        var partial = target + ".partial";
        Destination.Remove(partial);
        try
        {
            var result = await CopyAsync(partial, cancellationToken);
            await VerifyAsync(partial, cancellationToken);
            await files.RenameAsync(partial, target, replace: false, cancellationToken);
            partial = target;
            await files.FlushParentAsync(target, cancellationToken);
            return result;
        }
        catch (Exception cause)
        {
            RemoveAfter(cause, partial);
            throw;
        }
    }

    private async Task<CopyResult> CopyAsync(string root, CancellationToken cancellationToken)
    {
        var meter = new CopyMeter(progress);
        var copy = new FileCopy(files, _buffers, meter);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        foreach (var directory in tree.Directories)
        {
            await files.CreateDirectoryAsync(Path.Combine(root, directory.Name), directory.Mode | Owner, cancellationToken);
        }

        await ForEachFileAsync((file, token) => new ValueTask(copy.RunAsync(file, Path.Combine(root, file.Name), token)), cancellationToken);
        foreach (var link in tree.Links)
        {
            File.CreateSymbolicLink(Path.Combine(root, link.Name), link.Target);
        }

        foreach (var directory in tree.Directories)
        {
            await files.FlushDirectoryAsync(Path.Combine(root, directory.Name), cancellationToken);
        }

        meter.Count(operations: 2 * tree.Directories.Count);
        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new CopyResult(tree.Files.Count, tree.Bytes, elapsed, meter.Operations, allocated);
    }

    private Task VerifyAsync(string root, CancellationToken cancellationToken)
    {
        var verification = new Verification(files, _buffers, progress);
        return ForEachFileAsync((file, token) => verification.CompareAsync(file, Path.Combine(root, file.Name), token), cancellationToken);
    }

    private Task ForEachFileAsync(Func<SourceFile, CancellationToken, ValueTask> work, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        tree.Files, new ParallelOptions { MaxDegreeOfParallelism = Buffers.Count, CancellationToken = cancellationToken }, work);

    /// <exception cref="IOException">The copy could not be removed; the message has the first cause too.</exception>
    private static void RemoveAfter(Exception cause, string copy)
    {
        try
        {
            Destination.Remove(copy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{cause.Message} The unfinished '{copy}' could not be removed: {exception.Message}", cause);
        }
    }
}
