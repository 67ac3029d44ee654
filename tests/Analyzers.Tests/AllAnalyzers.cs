using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Tests;

/// <summary>Every analyzer of the assembly.</summary>
internal static class AllAnalyzers
{
    /// <summary>One instance of each.</summary>
    public static IReadOnlyList<DiagnosticAnalyzer> Instances { get; } = [.. typeof(DroppedTokenAnalyzer).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
}
