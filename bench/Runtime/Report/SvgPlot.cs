using System.Globalization;
using System.Net;
using System.Text;
using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime.Report;

/// <summary>
/// Draws each target as a bar of measured over goal (goal over measured for a ceiling) on a logarithmic axis from a quarter
/// to four, with its interval. A bar that reaches the line in the middle meets its goal.
/// </summary>
internal static class SvgPlot
{
    private const int LabelWidth = 330;
    private const int PlotWidth = 520;
    private const int BarHeight = 18;
    private const int Top = 60;

    public static string Write(string machine, IReadOnlyList<RowResult> rows)
    {
        var targets = rows.SelectMany(row => row.Targets).ToList();
        var height = Top + (targets.Count * BarHeight) + 30;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{LabelWidth + PlotWidth + 140}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        svg.AppendLine("<text x=\"10\" y=\"20\" font-size=\"14\">Measured over goal (1 = goal reached)</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"38\" font-size=\"10\" fill=\"#555\">{WebUtility.HtmlEncode(machine)}</text>");
        foreach (var mark in (double[])[0.25, 0.5, 1, 2, 4])
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{X(mark):F1}\" x2=\"{X(mark):F1}\" y1=\"{Top - 6}\" y2=\"{height - 24}\" stroke=\"{(mark == 1 ? "#222" : "#ccc")}\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{X(mark):F1}\" y=\"{height - 8}\" text-anchor=\"middle\">{mark}</text>");
        }

        for (var i = 0; i < targets.Count; i++)
        {
            Bar(svg, targets[i], Top + (i * BarHeight));
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Bar(StringBuilder svg, Target target, int y)
    {
        var end = X(Attained(target, target.Ratio.Value));
        var low = X(Attained(target, target.Ratio.Low));
        var high = X(Attained(target, target.Ratio.High));
        var middle = y + (BarHeight / 2) - 2;
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth - 8}\" y=\"{y + 11}\" text-anchor=\"end\">{WebUtility.HtmlEncode(target.Name)}</text>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{Math.Max(1, end - LabelWidth):F1}\" height=\"{BarHeight - 5}\" fill=\"{(target.IsMet ? "#5a9" : "#d76")}\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{low:F1}\" x2=\"{high:F1}\" y1=\"{middle}\" y2=\"{middle}\" stroke=\"#222\" stroke-width=\"2\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth + PlotWidth + 8}\" y=\"{y + 11}\">{Target.Format(target.Ratio.Value)} / {Target.Format(target.Goal)}</text>");
    }

    private static double Attained(Target target, double value)
    {
        if (target.IsCeiling)
        {
            // Nothing allowed and nothing used is exactly the goal.
            return value == 0 ? (target.Goal == 0 ? 1 : 4) : target.Goal / value;
        }

        return value / target.Goal;
    }

    private static double X(double attained) => LabelWidth + (PlotWidth * (Math.Log2(Math.Clamp(attained, 0.25, 4)) + 2) / 4);
}
