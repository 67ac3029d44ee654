namespace Mapwright.Testing;

/// <summary>
/// Barriers: what was changed before one reaches the disk before what was changed after it. So the disk has all that was changed up to one barrier, any part
/// of what was changed up to the next, and nothing later.
/// </summary>
internal sealed partial class FileNode
{
    /// <summary>What was changed between two barriers and is not durable, in their order; what was changed after the last one is in <see cref="_dirty"/>.</summary>
    private readonly List<Dictionary<long, SealedSector>> _sealed = [];

    /// <summary>The sectors that were changed before a barrier and are not durable.</summary>
    private IEnumerable<long> SealedSectors => _sealed.SelectMany(epoch => epoch.Keys);

    /// <summary>Orders what was written before what will be.</summary>
    public IoResult Barrier()
    {
        // A file system writes its log first, and a length with it: there is nothing weaker to model.
        if (SizeIsPending || _isOvercommitted)
        {
            return Flush();
        }

        if (_dirty.Count > 0)
        {
            _sealed.Add(_dirty.ToDictionary(
                entry => entry.Key,
                entry => new SealedSector(
                    _cached.Read(entry.Key * _volume.SectorSize, _volume.SectorSize),
                    [.. entry.Value.Earlier.Select(version => version.Content)])));
            _dirty.Clear();
        }

        return IoResult.Success();
    }

    /// <summary>The power goes: writes what reached the disk before the changes of the epoch in which it went.</summary>
    /// <returns>Whether anything of what was changed after the last barrier may have reached it.</returns>
    private bool SurviveBarriers(double rate)
    {
        var epoch = rate >= 1 ? _sealed.Count : rate <= 0 ? 0 : _volume.Random.Next(_sealed.Count + 1);
        for (var i = 0; i < epoch; i++)
        {
            foreach (var (sector, sealedSector) in _sealed[i])
            {
                _durable.Write(sector * _volume.SectorSize, sealedSector.Last);
            }
        }

        if (epoch == _sealed.Count)
        {
            return true;
        }

        foreach (var (sector, sealedSector) in _sealed[epoch])
        {
            if (_volume.Chance(rate))
            {
                _durable.Write(sector * _volume.SectorSize, sealedSector.Draw(_volume.Random));
            }
        }

        return false;
    }

    /// <summary>Makes what was written before the last barrier durable, because something that was written after it becomes so, or a truncation comes after it.</summary>
    private void CommitBarriers()
    {
        foreach (var (sector, sealedSector) in _sealed.SelectMany(epoch => epoch))
        {
            _durable.Write(sector * _volume.SectorSize, sealedSector.Last);
        }

        _sealed.Clear();
    }

    /// <summary>A write-back that failed: what stood behind a barrier is lost, or reached the disk, like the rest.</summary>
    private void FailBarriers(double rate)
    {
        foreach (var epoch in _sealed)
        {
            foreach (var (sector, sealedSector) in epoch)
            {
                if (_volume.Chance(rate))
                {
                    _durable.Write(sector * _volume.SectorSize, sealedSector.Last);
                }
                else
                {
                    _lost.Add(sector);
                }
            }
        }

        _sealed.Clear();
    }

    /// <summary>What a sector held before a barrier: its last content, and some of those before.</summary>
    private sealed record SealedSector(byte[] Last, List<byte[]> Earlier)
    {
        public byte[] Draw(Random random)
        {
            var index = random.Next(Earlier.Count + 1);
            return index == Earlier.Count ? Last : Earlier[index];
        }
    }
}
