using System.Numerics;
using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>Counts who is inside an object, until it ends; then tells the last one out that it is the last.</summary>
/// <remarks>
/// One counter would be the cache line that all processors fight for: two of them that read one cached file spent 160 ns of
/// each read on it. So there is a counter per processor, and who leaves may leave by another one than it entered by: only
/// the sum counts. One counter may rise and another fall with every use, for ever: hence 64 bits. Invariants:
/// <list type="number">
/// <item>An open counter is above <c>Threshold</c>, an ended one below it. <see cref="End"/> takes the count out of each
/// counter and ends it in one exchange, and adds the sum to <c>_inside</c>. Who leaves by an ended counter is subtracted
/// from <c>_inside</c> instead. So everyone is counted in once and out once.</item>
/// <item><c>_inside</c> starts at <c>Bias</c>, which <see cref="End"/> takes off with the sum, so that it cannot become zero
/// before all counters have ended. From then on it only falls: it reaches zero once, when the last one has left.</item>
/// </list>
/// </remarks>
internal sealed class UseCount
{
    private const long Bias = 1L << 62;
    private const long Ended = -Bias;
    private const long Threshold = Ended / 2;
    private const int MostCounters = 16;

    private static readonly int s_counters = (int)BitOperations.RoundUpToPowerOf2((uint)int.Min(Environment.ProcessorCount, MostCounters));

    private readonly Counter[] _counters = new Counter[s_counters];
    private long _inside = Bias;
    private bool _hasEnded;

    /// <summary>Whether use has ended, or is about to.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Whether use has ended and nobody is inside.</summary>
    public bool IsEmpty => Volatile.Read(ref _inside) == 0;

    /// <summary>Counts the caller in. False: use has ended.</summary>
    public bool TryEnter()
    {
        ref var count = ref OwnCount();
        if (Interlocked.Increment(ref count) > Threshold)
        {
            return true;
        }

        // Undone only so that a counter that has ended never drifts up to the threshold.
        Interlocked.Decrement(ref count);
        return false;
    }

    /// <summary>Counts the caller out. True: use has ended, and this was the last one.</summary>
    public bool Exit() => Interlocked.Decrement(ref OwnCount()) < Threshold && Interlocked.Decrement(ref _inside) == 0;

    /// <summary>Ends use. False: it had ended before.</summary>
    public bool End()
    {
        if (Interlocked.Exchange(ref _hasEnded, true))
        {
            return false;
        }

        var inside = 0L;
        foreach (ref var counter in _counters.AsSpan())
        {
            inside += Interlocked.Exchange(ref counter.Count, Ended);
        }

        Interlocked.Add(ref _inside, inside - Bias);
        return true;
    }

    private ref long OwnCount() => ref _counters[Thread.GetCurrentProcessorId() & (s_counters - 1)].Count;

    /// <summary>Alone on its cache line, also from the length of the array.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Counter
    {
        [FieldOffset(64)]
        public long Count;
    }
}
