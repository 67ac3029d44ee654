using System.Diagnostics;
using System.Numerics;

namespace SoakProgram;

/// <summary>How long operations took: a histogram whose steps are an eighth of their size.</summary>
internal sealed class Latencies
{
    private const int StepBits = 3;

    private readonly long[] _counts = new long[64 << StepBits];

    public long Count => _counts.Sum();

    public void Add(long started)
    {
        var ticks = (ulong)(Stopwatch.GetTimestamp() - started) | (1UL << StepBits);
        var magnitude = BitOperations.Log2(ticks) - StepBits;
        Interlocked.Increment(ref _counts[(magnitude << StepBits) + (int)((ticks >> magnitude) & ((1 << StepBits) - 1))]);
    }

    public void Clear() => Array.Clear(_counts);

    /// <summary>What so many of all took at most, in milliseconds.</summary>
    public double Quantile(double part)
    {
        var left = (long)(Count * part);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left < 0)
            {
                return Math.ScaleB((1 << StepBits) + (i & ((1 << StepBits) - 1)) + 1, i >> StepBits) * 1000.0 / Stopwatch.Frequency;
            }
        }

        return 0;
    }
}
