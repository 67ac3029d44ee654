using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Corpus;

/// <summary>What the end of a line says: <c>// MW0001</c>, <c>// MW0003 info</c>, <c>// out of reach: why</c> or <c>// right: why</c>.</summary>
/// <param name="Line">The line, from 0.</param>
/// <param name="Id">The rule.</param>
/// <param name="Severity">What is expected; null when no report is.</param>
/// <param name="Reason">Why no report is expected.</param>
internal sealed partial record CorpusMark(int Line, string Id, DiagnosticSeverity? Severity, string? Reason)
{
    /// <summary>Whether this is a misuse that the rule is not expected to see.</summary>
    public bool IsOutOfReach { get; private init; }

    /// <summary>Whether this is a look-alike that is right.</summary>
    public bool IsRight => Severity is null && !IsOutOfReach;

    /// <summary>The marks of a file about one rule.</summary>
    public static IReadOnlyList<CorpusMark> Read(string id, string text) =>
        [.. text.Split('\n').SelectMany((line, number) => ReadLine(id, line.TrimEnd(), number))];

    private static IEnumerable<CorpusMark> ReadLine(string id, string line, int number)
    {
        if (OutOfReach().Match(line) is { Success: true } hidden)
        {
            yield return new CorpusMark(number, id, null, hidden.Groups[1].Value) { IsOutOfReach = true };
        }
        else if (Right().Match(line) is { Success: true } right)
        {
            yield return new CorpusMark(number, id, null, right.Groups[1].Value);
        }
        else if (Reports().Match(line) is { Success: true } reports)
        {
            foreach (var report in reports.Groups[1].Value.Split(", "))
            {
                var isInfo = report.EndsWith(" info", StringComparison.Ordinal);
                yield return new CorpusMark(number, report[..6], isInfo ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning, null);
            }
        }
    }

    [GeneratedRegex("// out of reach: (.+)$")]
    private static partial Regex OutOfReach();

    [GeneratedRegex("// right: (.+)$")]
    private static partial Regex Right();

    [GeneratedRegex(@"// (MW\d{4}(?: info)?(?:, MW\d{4}(?: info)?)*)$")]
    private static partial Regex Reports();
}
