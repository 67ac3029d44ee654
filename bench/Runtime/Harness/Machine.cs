using System.Globalization;
using System.Runtime.InteropServices;

namespace Mapwright.Bench.Runtime.Harness;

/// <summary>What a result holds for.</summary>
internal static class Machine
{
    public static string Describe(string directory) =>
        $"{DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC; {Environment.ProcessorCount} cores, {Processor()}; "
        + $"{RuntimeInformation.OSDescription.Trim()}; {RuntimeInformation.FrameworkDescription}; {FileSystem(directory)}; load {Load()}";

    /// <summary>The processor time of all processes since the machine started, and the time that passed on all processors.</summary>
    public static (double Busy, double All) ProcessorTime()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields.Sum() - fields[3] - fields[4], fields.Sum());
    }

    /// <summary>The device that holds a directory.</summary>
    public static string Device(string directory) => Mount(directory)[0];

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string FileSystem(string directory)
    {
        var mount = Mount(directory);
        return $"{mount[2]} on {mount[0]}";
    }

    /// <summary>The entry of /proc/mounts with the longest mount point above the directory: device, place, type.</summary>
    private static string[] Mount(string directory)
    {
        var path = Path.GetFullPath(directory).TrimEnd('/') + "/";
        return File.ReadLines("/proc/mounts")
            .Select(line => line.Split(' '))
            .Where(mount => path.StartsWith(mount[1].TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount[1].Length) ?? ["unknown", "/", "unknown"];
    }
}
