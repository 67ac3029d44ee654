using System.Globalization;

namespace SoakProgram;

/// <summary>What the process holds while nothing is in flight, and what the round before took.</summary>
/// <param name="ResidentMiB">Resident memory.</param>
/// <param name="LiveMiB">Managed memory that is reachable.</param>
/// <param name="Handles">Open descriptors.</param>
/// <param name="Pinned">Objects that are pinned by somebody.</param>
/// <param name="PinnedHeapMiB">The heap of objects that were allocated pinned.</param>
/// <param name="Operations">Operations of the round.</param>
/// <param name="P99">What 99 of 100 of them took at most, in milliseconds.</param>
/// <param name="Busy">Ticks that all processors were busy, since the machine started.</param>
/// <param name="All">Ticks of all processors.</param>
/// <param name="Own">Processor time of this process.</param>
internal sealed record Reading(
    double ResidentMiB, double LiveMiB, int Handles, long Pinned, double PinnedHeapMiB, long Operations, double P99, double Busy, double All, TimeSpan Own)
{
    private const double MiB = 1 << 20;
    private const double TicksPerSecond = 100;

    public static Reading Take(Latencies latencies)
    {
        // All of the heap that is free is given back: what stays resident is in use.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var memory = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return new Reading(
            Environment.WorkingSet / MiB,
            GC.GetTotalMemory(forceFullCollection: false) / MiB,
            Directory.EnumerateFiles("/proc/self/fd").Count(),
            memory.PinnedObjectsCount,
            memory.GenerationInfo[4].SizeAfterBytes / MiB,
            latencies.Count,
            latencies.Quantile(0.99),
            fields.Sum() - fields[3] - fields[4],
            fields.Sum(),
            Environment.CpuUsage.TotalTime);
    }

    /// <summary>The part of the machine that other processes used.</summary>
    public double OthersSince(Reading before) =>
        double.Max(0, Busy - before.Busy - ((Own - before.Own).TotalSeconds * TicksPerSecond)) / (All - before.All);

    public override string ToString() =>
        $"rss {ResidentMiB:F1} MiB, live {LiveMiB:F2} MiB, handles {Handles}, pinned {Pinned} and {PinnedHeapMiB:F2} MiB, {Operations} operations, p99 {P99:F2} ms";
}
