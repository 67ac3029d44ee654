using System.Globalization;
using Mapwright.Bench.Generator;
using Mapwright.Tests.Roslyn;

const int Operations = 400;
const int Surfaces = 10;
const int Files = 400;
const double Goal = 50;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var edits = args.Contains("--quick") ? 60 : 300;

var surfaces = Project.Surfaces(Operations, Operations / Surfaces);
var project = Project.Adapter(MiniCore.Reference(surfaces), Files);
var last = project.SyntaxTrees.Length - 1;
var times = Edits.Measure(project, last, edits, i => Project.Unrelated(Files, i));
var (again, all) = Edits.Outputs(project, last, Project.Unrelated(Files, 1));

Console.WriteLine($"an adapter's project: {Files} files, {Operations} operations on {Surfaces} surfaces in reach, {edits} unrelated edits");
Print(times);
Console.WriteLine($"target generator-edit p50 {Percentile(times, 50):F2} ms goal {Goal} ms {(Percentile(times, 50) <= Goal ? "ok" : "MISS")}");
Console.WriteLine($"target generator-edit-outputs re-run {again} of {all} goal 0 {(again == 0 && all > Surfaces ? "ok" : "MISS")}");

// Who works on the core itself has all operations in source; no target, but to be seen.
var core = MiniCore.Compilation([.. surfaces, Project.Unrelated(Files, 0)]);
var inCore = Edits.Measure(core, core.SyntaxTrees.Length - 1, edits, i => Project.Unrelated(Files, i));
Console.WriteLine($"the core itself: {Operations} operations in source, {edits} unrelated edits");
Print(inCore);
return again == 0 && all > Surfaces && Percentile(times, 50) <= Goal ? 0 : 1;

static double Percentile(double[] ascending, int percent) => ascending[Math.Min(ascending.Length - 1, ascending.Length * percent / 100)];

static void Print(double[] ascending) => Console.WriteLine(
    $"  p50 {Percentile(ascending, 50):F2} ms, p95 {Percentile(ascending, 95):F2} ms, longest {ascending[^1]:F2} ms");
