using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>Tells the one who writes the log out when everything that was reserved up to a point has been filled.</summary>
/// <remarks>
/// Who appends enters, reserves, fills and leaves; there are two counters of those inside, chosen by the parity of the epoch, and nobody waits.
/// The leader, of whom there is one at a time, reads the reservation, then flips the epoch, and goes on when the old counter is empty: at once,
/// or called by the last one to leave. Invariants:
/// <list type="number">
/// <item>Who is inside counted itself in an epoch that was still current after it had counted; whoever finds another epoch takes itself out and
/// starts over. So all who reserved below what the leader read are counted in the old epoch, or left before: later ones
/// entered after the flip, and reserved after the leader read.</item>
/// <item>A flip finds the counter that it turns to empty of all but those who are about to take themselves out: it was drained by the flip before.</item>
/// <item>The leader's bit is set in the old counter by the flip if somebody is in it, and whoever leaves nothing but that bit takes it away and
/// calls the leader: once for each flip that did not answer at once.</item>
/// </list>
/// Without the wait the leader would publish positions whose bytes are not in the buffer yet; the stress test shows it.
/// </remarks>
internal sealed class EpochGate(Action drained)
{
    private const int LeaderBit = 1 << 30;

    private readonly Counter[] _inside = new Counter[2];
    private int _epoch;

    /// <summary>Counts the caller in.</summary>
    /// <returns>What to leave by.</returns>
    public int Enter()
    {
        while (true)
        {
            var epoch = Volatile.Read(ref _epoch);
            Interlocked.Increment(ref _inside[epoch & 1].Count);
            if (Volatile.Read(ref _epoch) == epoch)
            {
                return epoch;
            }

            Exit(epoch);
        }
    }

    /// <summary>Counts the caller out; the last one of a flipped epoch calls the leader.</summary>
    public void Exit(int epoch)
    {
        ref var count = ref _inside[epoch & 1].Count;
        if (Interlocked.Decrement(ref count) == LeaderBit && Interlocked.CompareExchange(ref count, 0, LeaderBit) == LeaderBit)
        {
            drained();
        }
    }

    /// <summary>Starts a new epoch. Not called again before the old one is drained.</summary>
    /// <returns>Whether the old one is drained already; otherwise the leader is called when it is.</returns>
    public bool Flip()
    {
        var old = Interlocked.Increment(ref _epoch) - 1;
        ref var count = ref _inside[old & 1].Count;
        if (Interlocked.Add(ref count, LeaderBit) != LeaderBit)
        {
            return false;
        }

        // Who passes by on its way out meanwhile sees the bit and may have taken it: then it calls.
        return Interlocked.CompareExchange(ref count, 0, LeaderBit) == LeaderBit;
    }

    /// <summary>Alone on its cache line, also from the length of the array.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Counter
    {
        [FieldOffset(64)]
        public int Count;
    }
}
