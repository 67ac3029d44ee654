namespace Mapwright.Bench.Runtime.Harness;

/// <summary>Contenders that were measured in turns.</summary>
internal sealed class Comparison(string name, IReadOnlyList<Measurement> measurements)
{
    /// <summary>How many times less time per operation a contender takes than another.</summary>
    public Estimate Speed(string contender, string against) => Ratio(contender, against, sample => sample.Nanoseconds);

    /// <summary>
    /// How many times less processor time per operation a contender takes than another. Of work on one thread that never
    /// waits it is the speed, and other processes do not disturb it.
    /// </summary>
    public Estimate ProcessorSpeed(string contender, string against) => Ratio(contender, against, sample => sample.ProcessorNanoseconds);

    /// <summary>The nanoseconds of processor time per operation that a contender takes more than another.</summary>
    public Estimate ExtraNanoseconds(string contender, string than) => Statistics.Bootstrap(
        [.. Of(contender).Samples.Zip(Of(than).Samples, (own, other) => own.ProcessorNanoseconds - other.ProcessorNanoseconds)]);

    /// <summary>The bytes that an operation allocates in this process.</summary>
    public double Bytes(string contender) => Of(contender).Bytes!.Value;

    public IEnumerable<ContenderResult> Results() => measurements.Select(measurement => new ContenderResult(
        name,
        measurement.Contender,
        Statistics.Median(measurement.Samples.Select(s => s.Nanoseconds)),
        Statistics.Quantile(measurement.Samples.Select(s => s.Nanoseconds), 0.25),
        Statistics.Quantile(measurement.Samples.Select(s => s.Nanoseconds), 0.75),
        Statistics.Median(measurement.Samples.Select(s => s.ProcessorNanoseconds)),
        measurement.Bytes));

    private Estimate Ratio(string contender, string against, Func<Sample, double> quantity) =>
        Statistics.Bootstrap([.. Of(contender).Samples.Zip(Of(against).Samples, (own, other) => quantity(other) / quantity(own))]);

    private Measurement Of(string contender) => measurements.First(measurement => measurement.Contender == contender);
}
