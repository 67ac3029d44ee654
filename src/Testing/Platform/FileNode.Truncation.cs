namespace Mapwright.Testing;

/// <summary>Truncations that are not on the disk yet, and what they do to the contents that may be.</summary>
internal sealed partial class FileNode
{
    private readonly List<SizeEpoch> _epochs = [new(0)];

    private bool SizeIsPending => _epochs.Count > 1 || _epochs[0].Lengths.Count > 1;

    /// <summary>Begins the epoch of a truncation. A changed sector that it cuts in two is a change of its own.</summary>
    private void CutOffSectors(long length)
    {
        CommitBarriers();
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
