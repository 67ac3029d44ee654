using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>Letting the file go, and the leases that keep it.</summary>
internal sealed unsafe partial class MappedRegion
{
    private const int EndedBit = int.MinValue;

    private int _leases;
    private bool _retired;
    private bool _unmapped;

    /// <summary>Whether the region was ended.</summary>
    public bool HasEnded => Has(RegionState.Ended);

    /// <summary>Whether a lease is out.</summary>
    public bool IsLeased => (Volatile.Read(ref _leases) & ~EndedBit) != 0;

    /// <summary>Marks the region as ended; whoever looks from now on finds it so.</summary>
    public void MarkEnded()
    {
        Interlocked.Or(ref _state->Flags, RegionState.Ended);
        GC.KeepAlive(this);
    }

    /// <summary>Lets the file go as soon as no lease is out: now, or when the last one is given back.</summary>
    public void End()
    {
        MarkEnded();
        if ((Interlocked.Or(ref _leases, EndedBit) & ~EndedBit) == 0)
        {
            Retire();
        }
    }

    /// <summary>Gives no more leases, provided that none is out.</summary>
    public bool TryEndLeases() => Interlocked.CompareExchange(ref _leases, EndedBit, 0) == 0;

    /// <summary>Takes a lease; false when the region was ended.</summary>
    public bool TryLease()
    {
        if (Interlocked.Increment(ref _leases) >= 0)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    /// <summary>Gives a lease back.</summary>
    public void GiveBack()
    {
        if (Interlocked.Decrement(ref _leases) == EndedBit && HasEnded)
        {
            Retire();
        }
    }

    /// <summary>
    /// Lets the file go before anyone asked to, provided that no lease is out: whoever uses the region from now on finds that it faulted. Called under the
    /// gate of the regions of the inode: a region that is found there was not given back.
    /// </summary>
    /// <returns>False: a lease is out.</returns>
    public bool TryCutOff()
    {
        if (!TryEndLeases())
        {
            return HasEnded && !IsLeased;
        }

        Interlocked.Or(ref _state->Flags, RegionState.Faulted | RegionState.CutOff);

        // Where the platform cannot, the pages stay: whether they are gone is found out afterwards.
        Retire();
        Interlocked.And(ref _leases, ~EndedBit);
        if (HasEnded)
        {
            Interlocked.Or(ref _leases, EndedBit);
        }

        return true;
    }

    /// <summary>Gives a region back that was never handed out.</summary>
    public void Discard()
    {
        _known?.Remove(this);
        Unmap();
    }

    /// <summary>Replaces the pages by zeros. Where the platform cannot, the file stays mapped until the region is collected.</summary>
    public IoResult Retire()
    {
        if (Mapping is null || Interlocked.Exchange(ref _retired, true))
        {
            return IoResult.Success();
        }

        Interlocked.MemoryBarrierProcessWide();
        return _platform.Retire(Mapping);
    }

    private void Unmap()
    {
        if (Interlocked.Exchange(ref _unmapped, true))
        {
            return;
        }

        if (Mapping is not null)
        {
            _platform.Unmap(Mapping);
        }

        NativeMemory.Free(_state);
    }
}
