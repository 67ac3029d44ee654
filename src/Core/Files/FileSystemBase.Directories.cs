using System.Runtime.CompilerServices;

namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>Removes an empty directory. Durable after <see cref="FlushParent"/>.</summary>
    /// <param name="path">The path; a link to a directory is none.</param>
    /// <param name="missingOk">Whether a name that is not there counts as removed.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of this name, and <paramref name="missingOk"/> is false.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">The path names no directory, the directory is not empty, or the system refused.</exception>
    [Operation(Check = nameof(CheckDelete))]
    public void DeleteDirectory(string path, bool missingOk = false)
    {
        CheckDelete(path, missingOk);
        var result = Platform.DeleteDirectory(path);
        if (!missingOk || Platform.Classify(result.Error) != StorageErrorCode.NotFound)
        {
            StorageErrors.ThrowIfFailed(Platform, result, nameof(DeleteDirectory), path);
        }
    }

    /// <summary>
    /// The entries of a directory, without <c>.</c> and <c>..</c>, in no order, while they are read. What is created or removed
    /// meanwhile may be among them or not; each name comes once, as far as the file system keeps to that.
    /// </summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="options">How to look.</param>
    /// <returns>The entries. Each step may wait; an enumeration that is left early closes the directory when it is disposed.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">While enumerating: there is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">While enumerating: a directory may not be read.</exception>
    /// <exception cref="NotSupportedException">While enumerating: the platform does not read directories.</exception>
    /// <exception cref="StorageException">While enumerating: the path names no directory, or the system failed to read.</exception>
    public IEnumerable<DirectoryEntry> Enumerate(string path, DirectoryOptions? options = null)
    {
        CheckEntries(path, options);
        return Enumerate(() => StartWalk(path, null, options));
    }

    /// <summary>As <see cref="Enumerate(string, DirectoryOptions?)"/>, without waiting on the caller's thread.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="options">How to look.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">While enumerating: there is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">While enumerating: a directory may not be read.</exception>
    /// <exception cref="NotSupportedException">While enumerating: the platform does not read directories.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token fired.</exception>
    /// <exception cref="StorageException">While enumerating: the path names no directory, or the system failed to read.</exception>
    public IAsyncEnumerable<DirectoryEntry> EnumerateAsync(
        string path, DirectoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckEntries(path, options);
        return EnumerateAsync(() => StartWalk(path, null, options), cancellationToken);
    }

    /// <summary>The entries below a directory whose paths match a pattern, while they are read.</summary>
    /// <remarks>
    /// In a name <c>*</c> is any characters, <c>?</c> one, <c>[a-z]</c> one of these and <c>[!a-z]</c> none of these; a name <c>**</c> is
    /// any number of directories, also none, and at the end everything below. <c>{a,b}</c> is either; a pattern may stand for 1,024
    /// in all. Names are compared ordinally, and those that begin with a dot are like others. A character that means something stands for itself in
    /// brackets. Only directories that the pattern can lead into are read, and no links to directories.
    /// </remarks>
    /// <param name="path">The path of the directory.</param>
    /// <param name="pattern">The pattern, with <c>/</c> between names; at most 1,024 characters.</param>
    /// <param name="options">How to look; how deep, the pattern says.</param>
    /// <returns>The entries. Each step may wait; an enumeration that is left early closes the directory when it is disposed.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or <paramref name="pattern"/> is no pattern of paths below it.</exception>
    /// <exception cref="FileNotFoundException">While enumerating: there is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">While enumerating: a directory may not be read.</exception>
    /// <exception cref="NotSupportedException">While enumerating: the platform does not read directories.</exception>
    /// <exception cref="StorageException">While enumerating: the path names no directory, or the system failed to read.</exception>
    public IEnumerable<DirectoryEntry> Find(string path, string pattern, DirectoryOptions? options = null)
    {
        CheckFind(path, pattern);
        return Enumerate(() => StartWalk(path, pattern, options));
    }

    /// <summary>As <see cref="Find"/>, without waiting on the caller's thread.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="pattern">The pattern, with <c>/</c> between names.</param>
    /// <param name="options">How to look; how deep, the pattern says.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or <paramref name="pattern"/> is no pattern of paths below it.</exception>
    /// <exception cref="FileNotFoundException">While enumerating: there is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">While enumerating: a directory may not be read.</exception>
    /// <exception cref="NotSupportedException">While enumerating: the platform does not read directories.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token fired.</exception>
    /// <exception cref="StorageException">While enumerating: the path names no directory, or the system failed to read.</exception>
    public IAsyncEnumerable<DirectoryEntry> FindAsync(
        string path, string pattern, DirectoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckFind(path, pattern);
        return EnumerateAsync(() => StartWalk(path, pattern, options), cancellationToken);
    }

    /// <summary>Counts what <see cref="Enumerate(string, DirectoryOptions?)"/> would give.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="options">How to look.</param>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>How many entries there are.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be read.</exception>
    /// <exception cref="NotSupportedException">The platform does not read directories.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="StorageException">The path names no directory, or the system failed to read.</exception>
    [Operation(Check = nameof(CheckEntries))]
    public long Count(string path, DirectoryOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckEntries(path, options);
        using var walk = StartWalk(path, null, options);
        long count = 0;
        while (walk.Next(nameof(Count), cancellationToken) is { Count: > 0 } entries)
        {
            count += entries.Count;
        }

        return count;
    }

    /// <summary>Begins a look through a directory that its caller continues batch by batch. Opens nothing yet.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="pattern">The pattern, as for <see cref="Find"/>; <see langword="null"/> for every entry.</param>
    /// <param name="options">How to look.</param>
    /// <returns>The walk, to be disposed.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or <paramref name="pattern"/> is no pattern of paths below it.</exception>
    public DirectoryWalk StartWalk(string path, string? pattern = null, DirectoryOptions? options = null)
    {
        CheckPath(path);
        options ??= DirectoryOptions.Default;
        var glob = pattern is not null ? Glob.Parse(pattern) : options.Recursive ? Glob.Everything : Glob.Names;
        return new DirectoryWalk(Platform, path, glob, options.SkipInaccessible);
    }

    /// <summary>Reads the next entries of a walk.</summary>
    /// <param name="walk">The walk.</param>
    /// <param name="cancellationToken">Looked at before each directory is opened and read; the walk can go on.</param>
    /// <returns>Some entries; none at the end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="walk"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The walk was disposed.</exception>
    /// <exception cref="FileNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be read. The next call goes on behind it.</exception>
    /// <exception cref="NotSupportedException">The platform does not read directories.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="StorageException">The path names no directory, or the system failed to read. The next call goes on behind it.</exception>
    [Operation(Check = nameof(CheckWalk))]
    public IReadOnlyList<DirectoryEntry> ReadEntries(DirectoryWalk walk, CancellationToken cancellationToken = default)
    {
        CheckWalk(walk);
        return walk.Next(nameof(ReadEntries), cancellationToken);
    }

    private IEnumerable<DirectoryEntry> Enumerate(Func<DirectoryWalk> start)
    {
        using var walk = start();
        while (ReadEntries(walk) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                yield return entry;
            }
        }
    }

    private async IAsyncEnumerable<DirectoryEntry> EnumerateAsync(
        Func<DirectoryWalk> start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var walk = start();
        while (await ReadEntriesAsync(walk, cancellationToken).ConfigureAwait(false) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                yield return entry;
            }
        }
    }

    private static void CheckEntries(string path, DirectoryOptions? options) => CheckPath(path);

    private static void CheckFind(string path, string pattern)
    {
        CheckPath(path);
        Glob.Parse(pattern);
    }

    private static void CheckWalk(DirectoryWalk walk) => ArgumentNullException.ThrowIfNull(walk);
}
