using System.Collections.Immutable;
using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Corpus;

/// <summary>The rules that exist, from the assembly of the analyzers.</summary>
internal static class CorpusRules
{
    /// <summary>Every analyzer.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [.. typeof(DroppedTokenAnalyzer).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    private static readonly ILookup<string, DiagnosticDescriptor> s_descriptors = Analyzers.SelectMany(a => a.SupportedDiagnostics).ToLookup(d => d.Id);

    /// <summary>The ids of the rules about use of the library.</summary>
    public static IEnumerable<string> OfUse => s_descriptors.Where(rule => rule.First().Category == "Mapwright.Usage").Select(rule => rule.Key);

    /// <summary>Whether there is an analyzer for the rule.</summary>
    public static bool Exists(string id) => s_descriptors.Contains(id);

    /// <summary>The severity with which the rule reports what is true on every path.</summary>
    public static DiagnosticSeverity SeverityOf(string id) => s_descriptors[id].Max(d => d.DefaultSeverity);

    /// <summary>Whether the report is of something that is true on every path.</summary>
    public static bool IsCertain(Diagnostic report) => report.Severity >= SeverityOf(report.Id);

    /// <summary>What all analyzers report in a compilation; an exception in one of them fails the test.</summary>
    public static Task<IReadOnlyList<Diagnostic>> Run(Compilation compilation) => Diagnosis.Run(compilation, [.. Analyzers]);
}
