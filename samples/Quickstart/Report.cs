using System.Globalization;
using Spectre.Console;

namespace Quickstart;

/// <summary>What the user is told at the end.</summary>
internal static class Report
{
    private const double Megabyte = 1_000_000;

    public static Table Table(IEnumerable<(Adapter Adapter, CopyResult Result)> copies)
    {
        var table = new Table().Border(TableBorder.Ascii2).AddColumn("adapter");
        foreach (var column in new[] { "files", "bytes", "MB/s", "allocated B/op", "SHA-256" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (adapter, result) in copies)
        {
            table.AddRow(
                adapter.Name,
                Number(result.Files),
                Number(result.Bytes),
                Number(result.Bytes / Megabyte / result.Elapsed.TotalSeconds),
                Number((double)result.AllocatedBytes / result.Operations),
                "verified");
        }

        return table;
    }

    public static string Footnote(SourceTree tree)
    {
        var footnote = "MB/s: copied and flushed. allocated B/op: all that the program allocated meanwhile, by storage operation.";
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
