using System.Globalization;
using System.Text;
using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime.Report;

internal static class MarkdownTable
{
    public static string Write(string machine, IReadOnlyList<RowResult> rows)
    {
        var text = new StringBuilder();
        text.AppendLine("# Results").AppendLine().AppendLine(machine).AppendLine();
        text.AppendLine("| target | ratio | 95 % interval | goal | |").AppendLine("|---|---:|---:|---:|---|");
        foreach (var target in rows.SelectMany(row => row.Targets))
        {
            text.AppendLine($"| {target.Name} | {Target.Format(target.Ratio.Value)} | {Interval(target.Ratio)} "
                + $"| {(target.IsCeiling ? "≤" : "≥")} {Target.Format(target.Goal)} | {(target.IsMet ? "ok" : "MISS")} |");
        }

        foreach (var row in rows)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {row.Name}").AppendLine().AppendLine(row.Title).AppendLine();
            text.AppendLine("| what | contender | time per operation | quartiles | processor time | allocated |");
            text.AppendLine("|---|---|---:|---:|---:|---:|");
            foreach (var result in row.Contenders)
            {
                text.AppendLine($"| {result.Comparison} | {result.Contender} | {Time(result.Nanoseconds)} "
                    + $"| {Time(result.LowerQuartile)} to {Time(result.UpperQuartile)} | {Time(result.ProcessorNanoseconds)} "
                    + $"| {Allocated(result.Bytes)} |");
            }

            foreach (var note in row.Notes)
            {
                text.AppendLine().AppendLine(note);
            }
        }

        return text.ToString();
    }

    private static string Interval(Estimate estimate) =>
        estimate.Low == estimate.High ? "" : $"{Target.Format(estimate.Low)} to {Target.Format(estimate.High)}";

    private static string Allocated(double? bytes) =>
        bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:N1} B") : "not known";

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e4 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:N2} ns"),
        < 1e7 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:N1} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:N1} ms"),
    };
}
