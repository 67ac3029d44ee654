using System.Globalization;
using System.Security.Cryptography;

namespace Mapwright.Samples.Tests.SegmentedDownload;

/// <summary>A server and a client, each a process of its own.</summary>
public abstract class DownloadTest : IAsyncLifetime
{
    protected const int Segment = 64 * 1024;

    private readonly HttpClient _http = new();
    private readonly List<Sample> _servers = [];

    protected TestFolder Folder { get; } = new();

    protected string Target => Path.Combine(Folder.Destination, "file");

    protected string[] Left => [.. Directory.EnumerateFiles(Folder.Destination).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder.Destination);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _servers.ForEach(server => server.Dispose());
        _http.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts a server.</summary>
    /// <returns>The address of its file.</returns>
    protected async Task<string> ServeAsync(params string[] options)
    {
        var server = Folder.Start(Sample.Command("SegmentedDownload", ["serve", .. options]));
        _servers.Add(server);
        return await server.PrintedAsync(line => line.StartsWith("http://", StringComparison.Ordinal));
    }

    /// <summary>The bytes that a server has served so far.</summary>
    protected async Task<long> ServedAsync(string address) =>
        long.Parse(await _http.GetStringAsync(new Uri(new Uri(address), "served")), CultureInfo.InvariantCulture);

    protected string[] Get(string address, params string[] options) =>
        Sample.Command("SegmentedDownload", ["get", address, Target, "--segment", $"{Segment}", .. options]);

    /// <summary>Fetches what the server has as a whole, without the sample.</summary>
    protected async Task<byte[]> ContentAsync(string address)
    {
        while (true)
        {
            try
            {
                return SHA256.HashData(await _http.GetByteArrayAsync(address));
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException)
            {
                // The server breaks off as many answers as it was told to, this one too.
            }
        }
    }

    protected byte[] TargetHash() => SHA256.HashData(File.ReadAllBytes(Target));

    /// <summary>What a client said was there when it began.</summary>
    protected static long Resumed(Sample sample) => sample.Output.Split('\n')
        .Where(line => line.EndsWith("bytes are there already.", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture))
        .SingleOrDefault();

    /// <summary>How many segments a client said are durable.</summary>
    protected static int Durable(Sample sample) => sample.Output.Split('\n').Count(line => line.EndsWith("is durable", StringComparison.Ordinal));
}
