namespace Mapwright.Testing;

/// <summary>What the nodes of one simulated disk share: its options, its chance, its clock and its free space.</summary>
internal sealed class Volume(SimulatedPlatformOptions options)
{
    private static readonly DateTimeOffset s_epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long _lastId;
    private long _ticks;
    private long _usedBlocks;

    public SimulatedPlatformOptions Options { get; } = options;

    public Random Random { get; } = new(options.Seed);

    public int SectorSize => Options.SectorSize;

    public int PageSize => Options.PageSize;

    public long UsedBytes => _usedBlocks * SparseImage.BlockSize;

    public bool IsOverfull => UsedBytes > Options.Capacity;

    /// <summary>A clock that advances by calls, so that a run can be repeated.</summary>
    public DateTimeOffset Now => s_epoch.AddMilliseconds(_ticks);

    public void Tick() => _ticks++;

    public long NextId() => ++_lastId;

    public bool TryTakeBlock()
    {
        if (UsedBytes + SparseImage.BlockSize > Options.Capacity)
        {
            return false;
        }

        _usedBlocks++;
        return true;
    }

    public void TakeBlock() => _usedBlocks++;

    public void FreeBlocks(int count) => _usedBlocks -= count;

    public void ForgetBlocks() => _usedBlocks = 0;

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>
    /// How much of something survives. Nothing and everything are drawn often: with independent coins alone, a file of
    /// many sectors would never be lost or kept whole, and whole files are what ordering mistakes are about.
    /// </summary>
    public double DrawSurvivalRate() => Random.Next(4) switch
    {
        0 => 0,
        1 => 1,
        _ => Random.NextDouble(),
    };
}
