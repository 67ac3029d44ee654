namespace Mapwright.Testing;

/// <summary>What a power cut leaves of the file.</summary>
internal sealed partial class FileNode
{
    /// <summary>The power goes: decides what the disk holds and makes that the file. The volume has forgotten who used its blocks.</summary>
    public void Survive(double? survivalRate)
    {
        var rate = survivalRate ?? _volume.DrawSurvivalRate();
        var (epoch, length) = DrawSize(rate);
        for (var i = 1; i <= epoch; i++)
        {
            _durable.Truncate(_epochs[i].Floor);
        }

        var reached = SurviveBarriers(rate);
        foreach (var (sector, dirty) in reached ? _dirty : [])
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
        _sealed.Clear();
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
        RangeLocks.Clear();
        Holders = 0;
        _blocks.Clear();
        foreach (var block in _durable.Blocks)
        {
            _blocks.Add(block);
            _volume.TakeBlock();
        }
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
}
