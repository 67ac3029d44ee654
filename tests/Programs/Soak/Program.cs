using System.Globalization;
using SoakProgram;

// SoakProgram [MINUTES [FOLDER]]: a mixed load on a ring, 256 operations in flight, watched for leaks and for latency that grows. A line a
// round, the verdict last; ends with 0 when it holds.
const int Rounds = 60;
var time = TimeSpan.FromMinutes(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 30) / Rounds;
var folder = Directory.CreateDirectory(Path.Combine(args.Length > 1 ? args[1] : AppContext.BaseDirectory, $"soak {Guid.NewGuid():N}"));
try
{
    await using var scheduler = new IoUringScheduler(new() { MaximumInFlight = Load.InFlight });
    Console.WriteLine($"{scheduler.ActiveBackend.Kind}: {scheduler.ActiveBackend.Reason}; {Rounds} rounds of {time.TotalSeconds:F0} s");
    await using var load = new Load(new FileSystem(StoragePlatform.Current, scheduler), folder.FullName);
    var latencies = new Latencies();
    var readings = new List<Reading>();

    // The first round compiles, and opens what stays open.
    await load.RunAsync(time, latencies);
    for (var round = 0; round < Rounds; round++)
    {
        latencies.Clear();
        var before = Reading.Take(latencies);
        await load.RunAsync(time, latencies);
        readings.Add(Reading.Take(latencies));
        Console.WriteLine($"{round + 1,3} {readings[^1]}, others used {readings[^1].OthersSince(before):P0} of the machine");
    }

    return Verdict.Of(readings).Print() ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}
