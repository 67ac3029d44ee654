namespace Mapwright;

/// <summary>The shared mappings of one file in this process. None is kept alive by being known here.</summary>
/// <remarks>
/// Invariant: what is found here under the gate has its addresses and its state until the gate is left. A region that is collected cannot be found; one that
/// is given back earlier is removed first.
/// </remarks>
internal sealed class InodeRegions
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<MappedRegion>> _regions = [];
    private int _pruneAt = 16;

    /// <summary>Held by whoever makes the file sound again.</summary>
    public Lock Renewing { get; } = new();

    public void Add(MappedRegion region)
    {
        lock (_gate)
        {
            if (_regions.Count >= _pruneAt)
            {
                _regions.RemoveAll(static known => !known.TryGetTarget(out _));
                _pruneAt = Math.Max(16, 2 * _regions.Count);
            }

            _regions.Add(new WeakReference<MappedRegion>(region));
        }
    }

    /// <summary>Forgets a region that is about to give its addresses back; waits until it is not being cut off.</summary>
    public void Remove(MappedRegion region)
    {
        lock (_gate)
        {
            _regions.RemoveAll(known => !known.TryGetTarget(out var other) || other == region);
        }
    }

    /// <summary>Lets go of the file in all mappings of which no lease is out.</summary>
    /// <returns>Whether none is.</returns>
    public bool TryCutOff()
    {
        List<MappedRegion> regions = [];
        lock (_gate)
        {
            foreach (var known in _regions)
            {
                if (known.TryGetTarget(out var region))
                {
                    regions.Add(region);
                }
            }

            return regions.TrueForAll(static region => !region.IsLeased) && regions.TrueForAll(static region => region.TryCutOff());
        }
    }
}
