namespace Mapwright;

/// <summary>A look through a directory, and those below it, that goes on batch by batch: <see cref="FileSystemBase.ReadEntries"/>.</summary>
/// <remarks>
/// One directory is open at a time, however deep the tree is. A directory below is opened only if it is one itself: links are not
/// followed, so the walk ends. Safe for use by many threads, which wait for each other; each entry is given to one of them.
/// </remarks>
public sealed class DirectoryWalk : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Place> _pending = new();
    private readonly StoragePlatform _platform;
    private readonly string _start;
    private readonly Glob _glob;
    private readonly bool _skipInaccessible;

    private PlatformFile? _open;
    private Place _current;
    private bool _isDisposed;

    internal DirectoryWalk(StoragePlatform platform, string start, Glob glob, bool skipInaccessible)
    {
        _platform = platform;
        _start = start;
        _glob = glob;
        _skipInaccessible = skipInaccessible;
        _pending.Enqueue(new Place("", glob.Start));
    }

    /// <summary>Ends the walk and closes the directory that is open.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _pending.Clear();
            if (_open is not null)
            {
                // Opened for reading names alone: its close has nothing to report.
                _ = Leave();
            }
        }
    }

    /// <summary>The next entries; none at the end. After a failure the next call goes on behind the directory that failed.</summary>
    internal IReadOnlyList<DirectoryEntry> Next(string operation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var found = new List<DirectoryEntry>();
            while (found.Count == 0 && (_open is not null || EnterNext(operation, cancellationToken)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = _platform.ReadDirectory(_open!, out var entries);
                if (read.IsFailure || entries.Count == 0)
                {
                    var left = Leave();
                    StorageErrors.ThrowIfFailed(_platform, read.IsFailure ? read : left, operation, PathOf(_current));
                }

                foreach (var entry in entries)
                {
                    Take(entry, found);
                }
            }

            return found;
        }
    }

    private void Take(in DirectoryEntry entry, List<DirectoryEntry> found)
    {
        var path = Path.Join(_current.Path, entry.Path);
        if (_glob.Accepts(_current.State, entry.Path))
        {
            found.Add(new DirectoryEntry(path, entry.Kind));
        }

        if (entry.Kind == FileKind.Directory && _glob.Step(_current.State, entry.Path) is { Length: > 0 } below)
        {
            _pending.Enqueue(new Place(path, below));
        }
    }

    /// <summary>Opens the next directory that is still there. False at the end.</summary>
    private bool EnterNext(string operation, CancellationToken cancellationToken)
    {
        while (_pending.TryDequeue(out var place))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isFirst = place.Path.Length == 0;
            var opened = _platform.OpenDirectory(PathOf(place), followLinks: isFirst, out _open);
            if (!opened.IsFailure)
            {
                _current = place;
                return true;
            }

            // What was a directory a moment ago may be gone, or be something else.
            var isPassedOver = _platform.Classify(opened.Error) switch
            {
                StorageErrorCode.NotFound or StorageErrorCode.WrongKind => true,
                StorageErrorCode.AccessDenied => _skipInaccessible,
                _ => false,
            };
            if (isFirst || !isPassedOver)
            {
                throw StorageErrors.From(_platform, opened, operation, PathOf(place));
            }
        }

        return false;
    }

    private IoResult Leave()
    {
        var left = _platform.Close(_open!);
        _open = null;
        return left;
    }

    private string PathOf(in Place place) => place.Path.Length == 0 ? _start : Path.Join(_start, place.Path);

    /// <summary>A directory, and how far the pattern has come there.</summary>
    private readonly record struct Place(string Path, int[] State);
}
