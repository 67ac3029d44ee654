namespace Mapwright.Bench.Runtime.Harness;

/// <summary>What one operation took, on average over one timed slot or two.</summary>
/// <param name="Nanoseconds">Elapsed time.</param>
/// <param name="ProcessorNanoseconds">Processor time of the whole process.</param>
internal readonly record struct Sample(double Nanoseconds, double ProcessorNanoseconds)
{
    public static Sample Mean(Sample first, Sample second) => new(
        (first.Nanoseconds + second.Nanoseconds) / 2,
        (first.ProcessorNanoseconds + second.ProcessorNanoseconds) / 2);
}

/// <summary>What a contender took.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Samples">A sample a round.</param>
/// <param name="Bytes">Bytes that one operation allocates on the managed heap, by whatever thread; null: by another process.</param>
internal sealed record Measurement(string Contender, Sample[] Samples, double? Bytes);
