using System.Globalization;
using SoakProgram;

const string Help = """
    SoakProgram [MINUTES [FOLDER]]

    A mixed load on a ring, 256 operations in flight, for 30 minutes or as many as it is told (at least 2), watched for leaks and for latency
    that grows. A line a round, the verdict last; ends with 0 when it holds.

    The verdict compares the last tenth of the run with the first, of resident memory with the middle one. Before it begins, a minute of short rounds
    warms up.
    """;
const int Rounds = 60;
const int LeastMinutes = 2;

// A process grows by a tenth within the first thirty times that its heap is given back, whatever runs in it; and the thirtieth call compiles a method anew.
const int WarmUps = 32;
var minutes = 30.0;
if (args.Length > 0 && (!double.TryParse(args[0], CultureInfo.InvariantCulture, out minutes) || minutes < LeastMinutes))
{
    Console.WriteLine(Help);
    return args[0] == "--help" ? 0 : 2;
}

var time = TimeSpan.FromMinutes(minutes) / Rounds;
var folder = Directory.CreateDirectory(Path.Combine(args.Length > 1 ? args[1] : AppContext.BaseDirectory, $"soak {Guid.NewGuid():N}"));
try
{
    await using var scheduler = new IoUringScheduler(new() { MaximumInFlight = Load.InFlight });
    Console.WriteLine($"{scheduler.ActiveBackend.Kind}: {scheduler.ActiveBackend.Reason}; {Rounds} rounds of {time.TotalSeconds:F0} s");
    await using var load = new Load(new FileSystem(StoragePlatform.Current, scheduler), folder.FullName);
    var latencies = new Latencies();
    var readings = new List<Reading>();

    for (var round = 0; round < WarmUps; round++)
    {
        await load.RunAsync(TimeSpan.FromSeconds(2), latencies);
        Reading.Take(latencies);
    }

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
