namespace Mapwright.Testing;

/// <summary>What the disk may hold for a sector that was changed since it was last made durable, other than its durable bytes.</summary>
internal sealed class DirtySector
{
    private const int MostVersions = 4;

    /// <summary>A sample of the contents that later changes replaced.</summary>
    public List<SectorVersion> Earlier { get; } = [];

    /// <summary>The size epoch of the cached content; null when a truncation took the content away.</summary>
    public int? CurrentEpoch { get; set; }

    public void Remember(SectorVersion version, Random random)
    {
        if (Earlier.Count == MostVersions)
        {
            Earlier.RemoveAt(random.Next(MostVersions));
        }

        Earlier.Add(version);
    }
}

/// <summary>A content that a sector once had, and the size epoch it was made in.</summary>
internal readonly record struct SectorVersion(byte[] Content, int Epoch);

/// <summary>
/// The lengths that a file had from one truncation to the next. The disk has one of the epochs: a truncation takes
/// effect on the length and on the sectors that it cut off together, or not at all.
/// </summary>
internal sealed class SizeEpoch(long floor)
{
    private const int MostLengths = 8;

    private readonly List<long> _lengths = [floor];

    /// <summary>The length after the truncation that began the epoch; of the first epoch, the durable length.</summary>
    public long Floor { get; } = floor;

    /// <summary>Lengths that the disk may have in this epoch.</summary>
    public IReadOnlyList<long> Lengths => _lengths;

    public void Grow(long length, Random random)
    {
        if (_lengths.Count == MostLengths)
        {
            _lengths.RemoveAt(random.Next(1, MostLengths));
        }

        _lengths.Add(length);
    }
}
