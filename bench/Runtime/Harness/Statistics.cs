namespace Mapwright.Bench.Runtime.Harness;

/// <summary>A value with the interval that holds the true median with 95 % confidence.</summary>
internal readonly record struct Estimate(double Value, double Low, double High)
{
    public static Estimate Exact(double value) => new(value, value, value);
}

internal static class Statistics
{
    private const int Resamples = 2000;

    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    public static double Quantile(IEnumerable<double> values, double quantile)
    {
        var sorted = values.Order().ToArray();
        return Sorted(sorted, quantile);
    }

    /// <summary>The median of paired observations and its bootstrap interval. The seed is fixed: same data, same interval.</summary>
    public static Estimate Bootstrap(IReadOnlyList<double> values)
    {
        var random = new Random(1);
        var drawn = new double[values.Count];
        var medians = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < drawn.Length; j++)
            {
                drawn[j] = values[random.Next(values.Count)];
            }

            Array.Sort(drawn);
            medians[i] = Sorted(drawn, 0.5);
        }

        return new Estimate(Median(values), Quantile(medians, 0.025), Quantile(medians, 0.975));
    }

    private static double Sorted(double[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
