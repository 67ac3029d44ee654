using System.Globalization;
using Mapwright.Bench.Analyzers;

const int Lines = 100_000;
const double Goal = 5;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rounds = args.Contains("--quick") ? 2 : 6;
var isMet = true;

Console.WriteLine($"a project of {Lines} lines, compiled from nothing with the rules of the SDK, and with ours on top; processor time, best of {rounds}");
foreach (var calls in (int[])[0, 1_000, 10_000])
{
    var (without, with) = await Compiling.MeasureAsync(Project.Make(Lines, calls), rounds);
    var cost = ((with / without) - 1) * 100;
    isMet &= cost <= Goal;
    Console.WriteLine($"target analyzers-{calls}-calls {without.TotalMilliseconds:F0} ms, with ours {with.TotalMilliseconds:F0} ms: {cost:+0.0;-0.0} % goal +{Goal} % {(cost <= Goal ? "ok" : "MISS")}");
}

return isMet ? 0 : 1;
