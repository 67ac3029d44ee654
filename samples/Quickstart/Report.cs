using System.Globalization;
using Spectre.Console;

namespace Quickstart;

/// <summary>What the user is told at the end.</summary>
internal static class Report
{
    private const double Mebibyte = 1024 * 1024;

    public static Table Table(IEnumerable<(Adapter Adapter, CopyResult Result)> copies)
    {
        var table = new Table().Border(TableBorder.Ascii2).AddColumn("adapter");
        foreach (var column in new[] { "files", "MiB", "MiB/s", "allocated B/op", "verified" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (adapter, result) in copies)
        {
            table.AddRow(
                adapter.Name,
                Number(result.Files),
                Number(result.Bytes / Mebibyte),
                Number(result.Bytes / Mebibyte / result.Elapsed.TotalSeconds),
                Number((double)result.AllocatedBytes / result.Operations),
                "verified");
        }

        return table;
    }

    public static string Footnote(SourceTree tree)
    {
        var footnote = "MiB/s: copied and durably flushed. allocated B/op: all that the program allocated meanwhile, by storage operation.";
        if (tree.Links.Count > 0)
        {
            footnote += $" Symbolic links copied as links: {Number(tree.Links.Count)}.";
        }

        if (tree.Skipped > 0)
        {
            footnote += $" Devices, pipes and sockets left out: {Number(tree.Skipped)}.";
        }

        return footnote;
    }

    private static string Number(double value) => value.ToString(value < 100 && value != Math.Floor(value) ? "N1" : "N0", CultureInfo.InvariantCulture);
}
