using System.Runtime.InteropServices;

namespace Mapwright.Testing;

/// <summary>
/// What of the file is on the disk for certain, and what may be: each changed sector on its own, in any order, with any
/// content it had since; the length on its own; a truncation with everything that it cut off.
/// </summary>
internal sealed partial class FileNode
{
    private readonly Dictionary<long, DirtySector> _dirty = [];
    private readonly HashSet<long> _lost = [];
    private readonly SparseImage _durable = new();
    private bool _isOvercommitted;

    /// <summary>The content that survives any power cut from now on, unless it is changed.</summary>
    public byte[] ReadDurable() => _durable.Read(0, (int)_epochs[0].Floor);

    /// <summary>Makes everything durable; fails, with the same consequences as an injected failure, when there is no room for stores that were made through a map.</summary>
    public IoResult Flush()
    {
        if (HasNoRoom(0, long.MaxValue))
        {
            return SimulatedErrors.Failure(SimulatedError.NoSpace);
        }

        CommitSize();
        foreach (var sector in _dirty.Keys.Concat(SealedSectors))
        {
            CopyToDisk(sector);
        }

        _dirty.Clear();
        _sealed.Clear();
        return IoResult.Success();
    }

    /// <summary>Makes an interval durable, and the length if it is needed to read it. Not a byte more: neighbours in the same sector stay in doubt.</summary>
    public IoResult Flush(long offset, long length)
    {
        if (HasNoRoom(offset, length))
        {
            return SimulatedErrors.Failure(SimulatedError.NoSpace);
        }

        var end = Math.Min(offset + length, Length);
        if (SizeIsPending && _epochs.Any(epoch => epoch.Floor < end))
        {
            CommitSize();
        }

        CommitBarriers();
        foreach (var (sector, dirty) in DirtyIn(offset, end - offset))
        {
            var start = sector * _volume.SectorSize;
            var from = Math.Max(offset, start);
            var to = Math.Min(end, start + _volume.SectorSize);
            var bytes = _cached.Read(from, (int)(to - from));
            _durable.Write(from, bytes);
            foreach (var version in dirty.Earlier)
            {
                bytes.CopyTo(version.Content, from - start);
            }

            if (from == start && (to == Length || to == start + _volume.SectorSize))
            {
                _dirty.Remove(sector);
            }
        }

        return IoResult.Success();
    }

    /// <summary>
    /// A write-back that failed: part of the sectors reached the disk, all count as clean, the cache keeps showing their
    /// bytes, and the next flush has nothing to do. The length stays pending: it is in the log of the file system.
    /// </summary>
    public void FailFlush(long offset, long length, double? survivalRate)
    {
        var rate = survivalRate ?? _volume.DrawSurvivalRate();
        if (SizeIsPending && _volume.Chance(rate))
        {
            CommitSize();
        }

        FailBarriers(rate);
        foreach (var (sector, dirty) in DirtyIn(offset, length))
        {
            // Into a sector that a pending truncation cut, even in two, nothing is written before the truncation is.
            var last = ((sector + 1) * _volume.SectorSize) - 1;
            if (dirty.CurrentEpoch is { } epoch && _volume.Chance(rate) && !IsByteCutOff(last, 0, epoch))
            {
                CopyToDisk(sector);
            }
            else
            {
                _lost.Add(sector);
            }

            _dirty.Remove(sector);
        }
    }

    /// <summary>Whether stores through a map have taken blocks that the disk does not have: then the write-back fails.</summary>
    private bool HasNoRoom(long offset, long length)
    {
        var fails = _isOvercommitted && _volume.IsOverfull;
        if (fails)
        {
            FailFlush(offset, length, null);
        }

        _isOvercommitted = false;
        return fails;
    }

    private void MarkDirty(long offset, long length)
    {
        var size = _volume.SectorSize;
        for (var sector = offset / size; sector * size < offset + length; sector++)
        {
            ref var dirty = ref CollectionsMarshal.GetValueRefOrAddDefault(_dirty, sector, out _);
            dirty ??= new DirtySector();
            Supersede(sector, dirty);
            dirty.CurrentEpoch = _epochs.Count - 1;
        }
    }

    private void Supersede(long sector, DirtySector dirty)
    {
        if (dirty.CurrentEpoch is { } epoch)
        {
            var content = _cached.Read(sector * _volume.SectorSize, _volume.SectorSize);
            dirty.Remember(new SectorVersion(content, epoch), _volume.Random);
            dirty.CurrentEpoch = null;
        }
    }

    private void CopyToDisk(long sector)
    {
        var start = sector * _volume.SectorSize;
        _durable.Write(start, _cached.Read(start, _volume.SectorSize));
    }

    private List<(long Sector, DirtySector Dirty)> DirtyIn(long offset, long length)
    {
        if (length <= 0)
        {
            return [];
        }

        var first = offset / _volume.SectorSize;
        var last = (Math.Min(length, long.MaxValue - offset) + offset - 1) / _volume.SectorSize;
        var found = new List<(long, DirtySector)>();
        if (last - first < _dirty.Count)
        {
            for (var sector = first; sector <= last; sector++)
            {
                if (_dirty.TryGetValue(sector, out var dirty))
                {
                    found.Add((sector, dirty));
                }
            }
        }
        else
        {
            found.AddRange(_dirty.Where(entry => entry.Key >= first && entry.Key <= last).Select(entry => (entry.Key, entry.Value)));
        }

        return found;
    }
}
