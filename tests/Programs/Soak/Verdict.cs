namespace SoakProgram;

/// <summary>
/// The last tenth of the rounds against the first; resident memory against the middle one: what grows once, while pools fill and stacks get deep, is no leak, and
/// what leaks grows in the second half too.
/// </summary>
internal sealed class Verdict
{
    private const double Grown = 1.1;
    private const double Leaking = 1.03;
    private const double Slower = 1.5;

    private readonly List<string> _faults = [];
    private readonly string _latency;

    private Verdict(Reading[] first, Reading[] middle, Reading[] last)
    {
        Demand("resident memory, MiB", middle, last, reading => reading.ResidentMiB, Leaking);
        Demand("live memory, MiB", first, last, reading => reading.LiveMiB, Grown);
        Demand("open handles", first, last, reading => reading.Handles, 1);
        Demand("pinned objects", first, last, reading => reading.Pinned, 1);
        Demand("pinned heap, MiB", first, last, reading => reading.PinnedHeapMiB, Grown);
        _latency = Demand("p99, ms", first, last, reading => reading.P99, Slower);
    }

    /// <param name="readings">All of the run, one a round.</param>
    public static Verdict Of(List<Reading> readings)
    {
        var part = readings.Count / 10;
        return new Verdict([.. readings[..part]], [.. readings.GetRange((readings.Count - part) / 2, part)], [.. readings[^part..]]);
    }

    public bool Print()
    {
        Console.WriteLine(_faults.Count == 0 ? $"verdict: ok, no leak, {_latency}" : $"verdict: FAILED: {string.Join("; ", _faults)}");
        return _faults.Count == 0;
    }

    /// <summary>The median of the last must be at most so many times that of the ones before.</summary>
    private string Demand(string what, Reading[] before, Reading[] last, Func<Reading, double> quantity, double factor)
    {
        var (start, end) = (Median(before, quantity), Median(last, quantity));
        var text = $"{what}: {start:F2} before, {end:F2} at the end, {end / start:F2} times";
        Console.WriteLine(text);
        if (end > start * factor)
        {
            _faults.Add(text);
        }

        return text;
    }

    private static double Median(Reading[] readings, Func<Reading, double> quantity)
    {
        var sorted = Array.ConvertAll(readings, reading => quantity(reading));
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
