using System.Globalization;
using Mapwright;
using SegmentedDownload.Client;
using SegmentedDownload.Server;
using SegmentedDownload.Views;
using Files = Mapwright.Pooled.FileSystem;

namespace SegmentedDownload;

/// <summary>What the commands do. Every failure is one line and an exit code.</summary>
internal static class Commands
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    public static Task<int> ServeAsync(ServerOptions options, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        await using var server = await RangeServer.StartAsync(options, cancellationToken);
        Console.WriteLine(server.Address);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }, cancellationToken);

    public static Task<int> GetAsync(Uri address, string path, DownloadOptions options, CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var target = Path.GetFullPath(path);
        await ShowAsync(view => FetchAsync(http, address, target, options, view, cancellationToken));
        return 0;
    }, cancellationToken);

    /// <summary>Fetches from a server of its own that drops and stalls, ends in the middle of it, and resumes.</summary>
    public static Task<int> DemoAsync(CancellationToken cancellationToken) => ReportAsync(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("mapwright-download-").FullName;
        try
        {
            var options = new ServerOptions { Drops = 20, Stalls = 20 };
            await using var server = await RangeServer.StartAsync(options, cancellationToken);
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var target = Path.Combine(folder, "file");
            using (var half = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                try
                {
                    await ShowAsync(view => FetchAsync(http, server.Address, target, new DownloadOptions(), new HalfView(view, half), half.Token));
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    Console.WriteLine("Half of it is there. Once more:");
                }
            }

            await ShowAsync(view => FetchAsync(http, server.Address, target, new DownloadOptions(), view, cancellationToken));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The file has {options.Length:N0} bytes, and {server.Served:N0} were served."));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }, cancellationToken);

    private static async Task FetchAsync(
        HttpClient http, Uri address, string target, DownloadOptions options, IDownloadView view, CancellationToken cancellationToken)
    {
        var remote = await RemoteFile.DescribeAsync(http, address, cancellationToken);
        await new Download(Files.Default, remote, target, options, view).RunAsync(http, cancellationToken);
    }

    private static Task ShowAsync(Func<IDownloadView, Task> work) => Console.IsOutputRedirected ? work(new LineView()) : BarView.RunAsync(work);

    private static async Task<int> ReportAsync(Func<Task<int>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync("cancelled; what was fetched is kept, and the same command goes on with it.", Interrupted);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.InUse)
        {
            return await EndAsync($"another process fetches to the same target. {exception.Message}", Failed);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or UnauthorizedAccessException or NotSupportedException)
        {
            return await EndAsync(exception.Message, Failed);
        }
    }

    private static async Task<int> EndAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"download: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
