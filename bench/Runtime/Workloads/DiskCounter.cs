using System.Globalization;

namespace Mapwright.Bench.Runtime.Workloads;

/// <summary>Counts what is written to the disk under a directory, by whomever.</summary>
internal sealed class DiskCounter
{
    private const int Tries = 5;
    private const int SectorsPerKilobyte = 2;
    private const int SectorsWritten = 6;

    private readonly string? _statistics;

    public DiskCounter(string directory)
    {
        var device = Path.GetFileName(Harness.Machine.Device(directory));
        var statistics = $"/sys/class/block/{device}/stat";
        _statistics = File.Exists(statistics) ? statistics : null;
    }

    /// <summary>The least that was written in some tries, as others write too. -1: the disk does not tell.</summary>
    public long LeastKilobytes(Action work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Tries && _statistics is not null; i++)
        {
            var before = Sectors();
            work();
            least = Math.Min(least, (Sectors() - before) / SectorsPerKilobyte);
        }

        return _statistics is null ? -1 : least;
    }

    private long Sectors() => long.Parse(
        File.ReadAllText(_statistics!).Split(' ', StringSplitOptions.RemoveEmptyEntries)[SectorsWritten], CultureInfo.InvariantCulture);
}
