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
    private readonly List<SizeEpoch> _epochs = [new(0)];
    private readonly SparseImage _durable = new();
    private bool _isOvercommitted;

    private bool SizeIsPending => _epochs.Count > 1 || _epochs[0].Lengths.Count > 1;

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
        foreach (var sector in _dirty.Keys)
        {
            CopyToDisk(sector);
        }

        _dirty.Clear();
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

    /// <summary>The power goes: decides what the disk holds and makes that the file. The volume has forgotten who used its blocks.</summary>
    public void Survive(double? survivalRate)
    {
        var rate = survivalRate ?? _volume.DrawSurvivalRate();
        var (epoch, length) = DrawSize(rate);
        for (var i = 1; i <= epoch; i++)
        {
            _durable.Truncate(_epochs[i].Floor);
        }

        foreach (var (sector, dirty) in _dirty)
        {
            if (_volume.Chance(rate) && DrawContent(sector, dirty, epoch, latest: rate >= 1) is { } content)
            {
                _durable.Write(sector * _volume.SectorSize, content);
            }
        }

        _durable.Truncate(length);
        Restart(length);
    }

    private void Restart(long length)
    {
        _dirty.Clear();
        _lost.Clear();
        _epochs.Clear();
        _epochs.Add(new SizeEpoch(length));
        _isOvercommitted = false;
        _cached = _durable.Clone();
        Length = length;
        _warm = [];
        _window = null;
        _mappings.Clear();
        Locks.Clear();
        Holders = 0;
        _blocks.Clear();
        foreach (var block in _durable.Blocks)
        {
            _blocks.Add(block);
            _volume.TakeBlock();
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

    /// <summary>Begins the epoch of a truncation. A changed sector that it cuts in two is a change of its own.</summary>
    private void CutOffSectors(long length)
    {
        _epochs.Add(new SizeEpoch(length));
        foreach (var (sector, dirty) in _dirty)
        {
            var start = sector * _volume.SectorSize;
            if (dirty.CurrentEpoch is not null && start + _volume.SectorSize > length)
            {
                Supersede(sector, dirty);
                dirty.CurrentEpoch = start >= length ? null : _epochs.Count - 1;
            }
        }

        _lost.RemoveWhere(sector => sector * _volume.SectorSize >= length);
    }

    /// <summary>Makes all truncations and the length durable.</summary>
    private void CommitSize()
    {
        var last = _epochs.Count - 1;
        foreach (var (sector, dirty) in _dirty)
        {
            dirty.Earlier.RemoveAll(version => IsCutOff(sector, version.Epoch, last));
            for (var i = 0; i < dirty.Earlier.Count; i++)
            {
                dirty.Earlier[i] = new SectorVersion(Cut(sector, dirty.Earlier[i], last), 0);
            }

            if (dirty.CurrentEpoch is null && dirty.Earlier.Count == 0)
            {
                _dirty.Remove(sector);
            }
            else if (dirty.CurrentEpoch is not null)
            {
                dirty.CurrentEpoch = 0;
            }
        }

        foreach (var epoch in _epochs.Skip(1))
        {
            _durable.Truncate(epoch.Floor);
        }

        _epochs.Clear();
        _epochs.Add(new SizeEpoch(Length));
    }

    /// <summary>Whether a truncation after one epoch, up to another, cut the sector off.</summary>
    private bool IsCutOff(long sector, int after, int upTo) => IsByteCutOff(sector * _volume.SectorSize, after, upTo);

    private bool IsByteCutOff(long offset, int after, int upTo)
    {
        for (var i = after + 1; i <= upTo; i++)
        {
            if (offset >= _epochs[i].Floor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a read of a sector that is not cached gets: its bytes on the disk without what truncations took away since.</summary>
    private byte[] ReadBack(long sector)
    {
        var start = sector * _volume.SectorSize;
        var content = _durable.Read(start, _volume.SectorSize);
        foreach (var epoch in _epochs.Skip(1))
        {
            content.AsSpan((int)Math.Clamp(epoch.Floor - start, 0, content.Length)).Clear();
        }

        return content;
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

    private (int Epoch, long Length) DrawSize(double rate)
    {
        if (!_volume.Chance(rate))
        {
            return (0, _epochs[0].Floor);
        }

        if (rate >= 1 || _volume.Chance(0.5))
        {
            return (_epochs.Count - 1, Length);
        }

        var epoch = _volume.Random.Next(_epochs.Count);
        var lengths = _epochs[epoch].Lengths;
        return (epoch, lengths[_volume.Random.Next(lengths.Count)]);
    }

    /// <summary>A content that the disk may have in an epoch: made after no truncation that is not on the disk, and cut by all that are.</summary>
    private byte[]? DrawContent(long sector, DirtySector dirty, int epoch, bool latest)
    {
        List<SectorVersion> versions =
        [
            .. dirty.Earlier.Where(version => !IsCutOff(sector, version.Epoch, epoch) && !IsCutOff(sector, epoch, version.Epoch)),
        ];
        if (dirty.CurrentEpoch is { } current && !IsCutOff(sector, epoch, current))
        {
            if (latest || versions.Count == 0 || _volume.Chance(0.5))
            {
                return _cached.Read(sector * _volume.SectorSize, _volume.SectorSize);
            }
        }
        else if (latest)
        {
            return null;
        }

        return versions.Count == 0 ? null : Cut(sector, versions[_volume.Random.Next(versions.Count)], epoch);
    }

    /// <summary>Takes away what the truncations after a version, up to an epoch, cut off inside its sector.</summary>
    private byte[] Cut(long sector, SectorVersion version, int upTo)
    {
        for (var i = version.Epoch + 1; i <= upTo; i++)
        {
            var kept = Math.Min(_epochs[i].Floor - (sector * _volume.SectorSize), version.Content.Length);
            version.Content.AsSpan((int)kept).Clear();
        }

        return version.Content;
    }
}
