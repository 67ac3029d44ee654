using Mapwright;
using Spectre.Console;

namespace Quickstart;

/// <summary>The one command: copies, reports, and turns every failure into one line and an exit code.</summary>
internal static class CopyCommand
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string? source, string? destination, CancellationToken cancellationToken)
    {
        try
        {
            using var temporary = destination is null ? new TemporaryFolder() : null;
            await CopyAllAsync(source ?? Path.GetDirectoryName(typeof(object).Assembly.Location)!, destination ?? temporary!.Path, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync("cancelled; unfinished copies were removed.", Interrupted);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return await EndAsync(exception.Message.ReplaceLineEndings(" "), Failed);
        }
    }

    private static async Task CopyAllAsync(string source, string destination, CancellationToken cancellationToken)
    {
        var adapters = Adapter.All();
        var tree = await SourceTree.ReadAsync(adapters[0].Files, Path.GetFullPath(source), cancellationToken);
        var copies = new List<(Adapter Adapter, CopyResult Result)>();
        await ProgressView.Create().RunAsync(async progress =>
        {
            foreach (var adapter in adapters)
            {
                var target = Path.Combine(Path.GetFullPath(destination), adapter.Name);
                var work = progress.Begin($"{adapter.Name}: {tree.Files.Count} files", 2 * tree.Bytes);
                copies.Add((adapter, await new TreeCopy(adapter.Files, tree, work).RunAsync(target, cancellationToken)));
            }
        });
        AnsiConsole.Write(Report.Table(copies));
        AnsiConsole.WriteLine(Report.Footnote(tree));
    }

    private static async Task<int> EndAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"quickstart: {message}");
        return exitCode;
    }
}
