using System.Collections.Immutable;
using System.Diagnostics;
using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Bench.Analyzers;

/// <summary>Compiles a project from nothing, as a build does: with the rules that the SDK brings to every project, and with ours on top.</summary>
internal static class Compiling
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_ours = [.. typeof(DroppedTokenAnalyzer).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    /// <summary>The processor time of a compilation without our rules and with them; the smallest of the rounds, which take turns.</summary>
    public static async Task<(TimeSpan Without, TimeSpan With)> MeasureAsync(CSharpCompilation project, int rounds)
    {
        var (without, with) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round <= rounds; round++)
        {
            var plain = await TimeAsync(project, SdkRules.Instances);
            var analyzed = await TimeAsync(project, SdkRules.Instances.AddRange(s_ours));
            if (round > 0)
            {
                (without, with) = (plain < without ? plain : without, analyzed < with ? analyzed : with);
            }
        }

        return (without, with);
    }

    private static async Task<TimeSpan> TimeAsync(CSharpCompilation project, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        // Without what an earlier round has bound; the syntax trees are shared, as parsing is the same in both.
        var fresh = CSharpCompilation.Create(project.AssemblyName, project.SyntaxTrees, project.References, project.Options);
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        var found = await fresh.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
        using var output = new MemoryStream();
        var result = fresh.Emit(output);
        var taken = Environment.CpuUsage.TotalTime - start;
        var ours = found.FirstOrDefault(diagnostic => diagnostic.Id.StartsWith("MW", StringComparison.Ordinal) || diagnostic.Id == "AD0001");
        return ours is null && result.Success
            ? taken
            : throw new InvalidOperationException($"The project is to compile without a report: {ours ?? result.Diagnostics[0]}");
    }
}
