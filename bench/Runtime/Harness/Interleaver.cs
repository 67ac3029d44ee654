using System.Diagnostics;

namespace Mapwright.Bench.Runtime.Harness;

/// <summary>
/// Measures contenders in turns, A B C C B A in each round, so that a machine that drifts or is shared slows all of them
/// alike, and a slope within a round cancels out.
/// </summary>
internal sealed class Interleaver(int rounds, TimeSpan slot, TimeSpan warmUp)
{
    private const int LeastCallsOfWarmUp = 40;

    /// <summary>Measures contenders.</summary>
    /// <param name="contenders">The contenders.</param>
    /// <param name="operations">The operations of a slot where the work has a given size; else as many as fill its time.</param>
    /// <returns>For each contender what it took.</returns>
    public IReadOnlyList<Measurement> Measure(IReadOnlyList<Contender> contenders, int? operations)
    {
        var counts = contenders.Select(contender => operations is { } given ? RunOnce(contender, given) : Calibrate(contender)).ToArray();
        var samples = contenders.Select(_ => new Sample[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                samples[i][round] = RunSlot(contenders[i], counts[i]);
            }

            for (var i = contenders.Count - 1; i >= 0; i--)
            {
                samples[i][round] = Sample.Mean(samples[i][round], RunSlot(contenders[i], counts[i]));
            }
        }

        return [.. contenders.Select((contender, i) =>
            new Measurement(contender.Name, samples[i], MeasureAllocation(contender, Math.Max(2, counts[i]))))];
    }

    /// <summary>
    /// The bytes that one more operation allocates: a long slot against one of half its length, so that what the harness
    /// allocates for a slot is not counted. The least of three, as other threads of the process may allocate too.
    /// </summary>
    private static double? MeasureAllocation(Contender contender, int count)
    {
        if (contender.Measure is not null)
        {
            return null;
        }

        if (contender.IsOneJob)
        {
            return (double)AllocatedBy(contender, count) / count;
        }

        var least = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var half = AllocatedBy(contender, count / 2);
            var whole = AllocatedBy(contender, count);
            least = Math.Min(least, (whole - half) / (double)(count - (count / 2)));
        }

        return Math.Max(0, least);
    }

    /// <summary>The warm-up of work that has a given size.</summary>
    private static int RunOnce(Contender contender, int count)
    {
        RunSlot(contender, count);
        return count;
    }

    /// <summary>Runs until the code is compiled at its last tier, then finds out how often it fits into a slot.</summary>
    private int Calibrate(Contender contender)
    {
        var count = 1;
        var calls = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < warmUp || calls < LeastCallsOfWarmUp; calls++)
        {
            // Slots as short as a hundredth of the warm-up: many calls, so that the tiers are reached.
            count = Fit(contender, count, warmUp / 100);
        }

        return Fit(contender, Fit(contender, count, slot), slot);
    }

    private static int Fit(Contender contender, int count, TimeSpan time)
    {
        contender.Prepare?.Invoke(count);
        var clock = Stopwatch.StartNew();
        contender.Run(count);
        var fitting = count * (time / (clock.Elapsed + TimeSpan.FromTicks(1)));
        return (int)Math.Clamp(fitting, Math.Max(1, count / 8.0), Math.Min(count * 8.0, 1e9));
    }

    private static long AllocatedBy(Contender contender, int count)
    {
        contender.Prepare?.Invoke(count);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        contender.Run(count);
        return GC.GetTotalAllocatedBytes(precise: true) - bytes;
    }

    private static Sample RunSlot(Contender contender, int count)
    {
        contender.Prepare?.Invoke(count);
        if (contender.Measure is { } measure)
        {
            return measure(count);
        }

        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.GetTimestamp();
        contender.Run(count);
        var elapsed = Stopwatch.GetElapsedTime(clock);
        var used = Environment.CpuUsage.TotalTime - processor;
        return new Sample(elapsed.TotalNanoseconds / count, used.TotalNanoseconds / count);
    }
}
