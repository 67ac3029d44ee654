using System.Globalization;

namespace Mapwright.Bench.Runtime.Harness;

/// <summary>What one contender took.</summary>
internal sealed record ContenderResult(
    string Comparison, string Contender, double Nanoseconds, double LowerQuartile, double UpperQuartile, double ProcessorNanoseconds, double? Bytes);

/// <summary>What was asked, and what came out.</summary>
/// <param name="Name">The row, and what is asked of it.</param>
/// <param name="Ratio">What was measured: a ratio, or an amount that has a ceiling.</param>
/// <param name="Goal">What is asked.</param>
/// <param name="IsCeiling">Whether the goal is the most that is allowed; else the least.</param>
internal sealed record Target(string Name, Estimate Ratio, double Goal, bool IsCeiling)
{
    /// <summary>An interval wider than this says too little to excuse a point that falls short.</summary>
    private const double WidestInterval = 0.15;

    /// <summary>Whether the point reaches the goal, or the goal is inside a narrow interval around it.</summary>
    public bool IsMet
    {
        get
        {
            if (IsCeiling)
            {
                return Ratio.Value <= Goal || (Ratio.Low <= Goal && IsNarrow);
            }

            return Ratio.Value >= Goal || (Ratio.High >= Goal && IsNarrow);
        }
    }

    private bool IsNarrow => Ratio.High - Ratio.Low <= WidestInterval * Ratio.Value;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"target {Name} ratio {Format(Ratio.Value)} goal {(IsCeiling ? "<=" : "")}{Format(Goal)} {(IsMet ? "ok" : "MISS")}");

    public static string Format(double value) => value.ToString(Math.Abs(value) < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
}

/// <summary>All that a row found.</summary>
internal sealed record RowResult(
    string Name, string Title, IReadOnlyList<ContenderResult> Contenders, IReadOnlyList<Target> Targets, IReadOnlyList<string> Notes);
