namespace Mapwright.Testing;

/// <summary>
/// The window: native memory that all shared mappings of the file look through, while there are any. Stores into it are
/// invisible, so it is compared with the cache at each primitive; what differs was stored since the last one.
/// </summary>
internal sealed partial class FileNode
{
    private readonly List<SimulatedMapping> _mappings = [];
    private NativePages? _window;

    /// <summary>The pages that are cached; null when all are.</summary>
    private HashSet<long>? _warm;

    /// <summary>Whether no shared mapping but the given one looks through the window.</summary>
    public bool IsOnlyMapping(SimulatedMapping mapping) => _mappings is [var only] && only == mapping;

    /// <summary>Gives out the pages of a new mapping, or null where there is no memory.</summary>
    public NativePages? Open(in MapRequest request)
    {
        if (request.Kind == MappingKind.CopyOnWrite)
        {
            var start = request.Offset - (request.Offset % _volume.PageSize);
            var pages = NativePages.TryReserve(request.Offset - start + request.Length, _volume.PageSize);
            if (pages is not null)
            {
                CopyInto(pages, start, request.Offset + request.Length);
            }

            return pages;
        }

        if (_window is null && NativePages.TryReserve(_volume.Options.MaximumFileLength + _volume.PageSize, _volume.PageSize) is { } window)
        {
            CopyInto(window, 0, Length);
            _window = window;
        }

        return _window;
    }

    public void Attach(SimulatedMapping mapping) => _mappings.Add(mapping);

    /// <summary>Ends a shared mapping. The window closes behind the last one: true then.</summary>
    public bool Detach(SimulatedMapping mapping)
    {
        _mappings.Remove(mapping);
        if (_mappings.Count > 0)
        {
            return false;
        }

        _window = null;
        return true;
    }

    /// <summary>Takes notice of the stores that were made through writable mappings.</summary>
    public void AbsorbStores()
    {
        if (_window is not { IsFreed: false } window)
        {
            return;
        }

        foreach (var mapping in _mappings)
        {
            if (mapping.Kind == MappingKind.ReadWrite)
            {
                var (start, end) = PagesOf(mapping);
                for (var offset = start; offset < Math.Min(end, Length);)
                {
                    var length = (int)Math.Min(SparseImage.BlockSize - (offset % SparseImage.BlockSize), Math.Min(end, Length) - offset);
                    if (!_cached.Matches(offset, window.At(offset, length)))
                    {
                        Absorb(offset, window.At(offset, length).ToArray());
                    }

                    offset += length;
                }
            }
        }
    }

    /// <summary>Brings the pages of an interval into memory, with blocks where they will be written.</summary>
    public IoResult Populate(long offset, long length, bool forWrite)
    {
        var pageSize = _volume.PageSize;
        if (length > 0 && (offset + length - 1) / pageSize >= (Length + pageSize - 1) / pageSize)
        {
            return SimulatedErrors.Failure(SimulatedError.BadAddress);
        }

        if (forWrite && Reserve(offset, length) < length)
        {
            return SimulatedErrors.Failure(SimulatedError.NoSpace);
        }

        Warm(offset, length);
        return IoResult.Success();
    }

    /// <summary>How many bytes from an offset on are in cached pages.</summary>
    public long CachedFrom(long offset, long length)
    {
        var end = Math.Min(offset + length, Length);
        if (_warm is not null)
        {
            for (var page = offset / _volume.PageSize; page * _volume.PageSize < end; page++)
            {
                if (!_warm.Contains(page))
                {
                    return Math.Max(0, (page * _volume.PageSize) - offset);
                }
            }
        }

        return Math.Max(0, end - offset);
    }

    /// <summary>Drops the clean pages that are in no mapping but retired ones; what a failed flush lost is gone from memory then too.</summary>
    public void DropCache() => DropCache(0, long.MaxValue);

    /// <summary>As <see cref="DropCache()"/>, of the pages that are inside an interval as a whole.</summary>
    public void DropCache(long offset, long length)
    {
        var end = Math.Min(length, long.MaxValue - offset) + offset;
        var kept = new HashSet<long>(_dirty.Keys.Concat(SealedSectors).Select(sector => sector * _volume.SectorSize / _volume.PageSize));
        for (long page = 0; page * _volume.PageSize < Length; page++)
        {
            var isInside = page * _volume.PageSize >= offset && Math.Min((page + 1) * _volume.PageSize, Length) <= end;
            if (!isInside && _warm?.Contains(page) != false)
            {
                kept.Add(page);
            }
        }

        foreach (var mapping in _mappings.Where(mapping => mapping.IsLive))
        {
            var (first, last) = PagesOf(mapping);
            for (var mapped = first; mapped < Math.Min(last, Length); mapped += _volume.PageSize)
            {
                kept.Add(mapped / _volume.PageSize);
            }
        }

        foreach (var sector in _lost.Where(sector => !kept.Contains(sector * _volume.SectorSize / _volume.PageSize)).ToList())
        {
            var onDisk = ReadBack(sector);
            _cached.Write(sector * _volume.SectorSize, onDisk);
            ShowInWindow(sector * _volume.SectorSize, onDisk);
            _lost.Remove(sector);
        }

        _warm = kept;
    }

    private void Absorb(long offset, byte[] seen)
    {
        var size = _volume.SectorSize;
        for (var start = 0; start < seen.Length; start += size)
        {
            var bytes = seen.AsSpan(start, Math.Min(size, seen.Length - start));
            if (!_cached.Matches(offset + start, bytes))
            {
                // The store has happened: without room for it, it is the write-back that fails.
                var missing = Reserve(offset + start, bytes.Length) < bytes.Length;
                if (missing)
                {
                    _blocks.Add((offset + start) / SparseImage.BlockSize);
                    _volume.TakeBlock();
                    _isOvercommitted = true;
                }

                MarkDirty(offset + start, bytes.Length);
                _cached.Write(offset + start, bytes);
                Warm(offset + start, bytes.Length);
                Modified();
            }
        }
    }

    private (long Start, long End) PagesOf(SimulatedMapping mapping)
    {
        var pageSize = _volume.PageSize;
        return (mapping.Offset / pageSize * pageSize, (mapping.Offset + mapping.Length + pageSize - 1) / pageSize * pageSize);
    }

    /// <summary>Makes an interval of a private copy, whose pages start at an offset, that of the file again.</summary>
    public void Reload(NativePages pages, long start, long offset, long end)
    {
        pages.Clear(offset - start, end - start);
        CopyInto(pages, start, offset, end);
    }

    private void CopyInto(NativePages pages, long start, long end) => CopyInto(pages, start, start, end);

    private void CopyInto(NativePages pages, long start, long offset, long end)
    {
        foreach (var block in _cached.Blocks)
        {
            var from = Math.Max(offset, block * SparseImage.BlockSize);
            var to = Math.Min(Math.Min(end, Length), (block + 1) * SparseImage.BlockSize);
            if (from < to)
            {
                _cached.Read(from, pages.At(from - start, (int)(to - from)));
            }
        }
    }

    private void ShowInWindow(long offset, ReadOnlySpan<byte> bytes)
    {
        if (_window is not null)
        {
            bytes.CopyTo(_window.At(offset, bytes.Length));
        }
    }

    private void ClearWindow(long offset, long end) => _window?.Clear(offset, end);

    private void Warm(long offset, long length)
    {
        if (_warm is not null)
        {
            for (var page = offset / _volume.PageSize; page * _volume.PageSize < offset + length; page++)
            {
                _warm.Add(page);
            }
        }
    }
}
