namespace Mapwright.Testing.Tests;

/// <summary>What one file may look like: its content now, and what the disk may hold of each sector and of the length.</summary>
internal sealed class FileModel
{
    public const int Sector = 512;
    public const int MaximumLength = 4096;

    private readonly List<byte[]>[] _possible = new List<byte[]>[MaximumLength / Sector];
    private readonly HashSet<int> _inDoubt = [];
    private readonly HashSet<int> _lengths = [0];

    public FileModel()
    {
        for (var sector = 0; sector < _possible.Length; sector++)
        {
            _possible[sector] = [new byte[Sector]];
        }
    }

    /// <summary>What a program reads.</summary>
    public byte[] Live { get; private set; } = [];

    public void Write(int offset, byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            var content = new byte[Math.Max(Live.Length, offset + bytes.Length)];
            Live.CopyTo(content, 0);
            bytes.CopyTo(content, offset);
            Live = content;
            _inDoubt.RemoveWhere(sector => Overlaps(sector, offset, bytes.Length));
            Changed();
        }
    }

    public void Store(int offset, byte[] bytes)
    {
        if (!Live.AsSpan(offset, bytes.Length).SequenceEqual(bytes))
        {
            var before = Live;
            var inDoubt = _inDoubt.ToList();
            Write(offset, bytes);

            // A sector that looks the same as before was not noticed, so it is no less lost than it was.
            _inDoubt.UnionWith(inDoubt.Where(sector => SectorOf(before, sector).AsSpan().SequenceEqual(SectorOf(Live, sector))));
        }
    }

    public void SetLength(int length)
    {
        for (var sector = 0; sector < _possible.Length; sector++)
        {
            // The disk may hold any content, with or without what the truncation takes away.
            var kept = Math.Clamp(length - (sector * Sector), 0, Sector);
            foreach (var possible in _possible[sector].ToList())
            {
                Add(sector, [.. possible[..kept], .. new byte[Sector - kept]]);
            }
        }

        var content = new byte[length];
        Live.AsSpan(0, Math.Min(length, Live.Length)).CopyTo(content);
        Live = content;
        Changed();
    }

    public void Flush()
    {
        for (var sector = 0; sector < _possible.Length; sector++)
        {
            if (!_inDoubt.Contains(sector))
            {
                _possible[sector] = [SectorOf(Live, sector)];
            }
        }

        _lengths.Clear();
        _lengths.Add(Live.Length);
    }

    public void Flush(int offset, int length)
    {
        var end = Math.Min(offset + length, Live.Length);
        for (var i = offset; i < end; i++)
        {
            if (!_inDoubt.Contains(i / Sector))
            {
                _possible[i / Sector].ForEach(content => content[i % Sector] = Live[i]);
            }
        }

        _lengths.RemoveWhere(possible => possible < end);
    }

    public void FailFlush()
    {
        for (var sector = 0; sector < _possible.Length; sector++)
        {
            if (_possible[sector].Count > 1)
            {
                _inDoubt.Add(sector);
            }
        }
    }

    /// <summary>After memory pressure: what was lost may be gone, nothing else.</summary>
    public void CheckDropped(byte[] content)
    {
        content.Length.ShouldBe(Live.Length);
        for (var sector = 0; sector * Sector < content.Length; sector++)
        {
            if (!_inDoubt.Contains(sector))
            {
                SectorOf(content, sector).ShouldBe(SectorOf(Live, sector));
            }
        }

        CheckSectors(content);
        Live = content;
    }

    /// <summary>After a power cut: everything is one of the possible.</summary>
    public void CheckSurvived(byte[] content)
    {
        _lengths.ShouldContain(content.Length);
        CheckSectors(content);
        Live = content;
        _inDoubt.Clear();
        Flush();
    }

    private void CheckSectors(byte[] content)
    {
        for (var start = 0; start < content.Length; start += Sector)
        {
            var found = content.AsSpan(start, Math.Min(Sector, content.Length - start)).ToArray();
            _possible[start / Sector].Exists(possible => possible.AsSpan(0, found.Length).SequenceEqual(found)).ShouldBeTrue(
                $"sector {start / Sector} is {Text(found)}, not one of {string.Join(", ", _possible[start / Sector].Select(Text))}");
        }
    }

    private void Changed()
    {
        _lengths.Add(Live.Length);
        for (var sector = 0; sector < _possible.Length; sector++)
        {
            Add(sector, SectorOf(Live, sector));
        }
    }

    private void Add(int sector, byte[] content)
    {
        if (!_possible[sector].Exists(possible => possible.AsSpan().SequenceEqual(content)))
        {
            _possible[sector].Add(content);
        }
    }

    private static bool Overlaps(int sector, int offset, int length) =>
        sector * Sector < offset + length && offset < (sector + 1) * Sector;

    private static byte[] SectorOf(byte[] content, int sector)
    {
        var bytes = new byte[Sector];
        var start = Math.Min(sector * Sector, content.Length);
        content.AsSpan(start, Math.Min(Sector, content.Length - start)).CopyTo(bytes);
        return bytes;
    }

    private static string Text(byte[] bytes) => string.Join(' ', bytes.Distinct());
}
