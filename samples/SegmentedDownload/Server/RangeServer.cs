using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace SegmentedDownload.Server;

/// <summary>A web server on this machine that serves one file, in ranges, and hurts some of the answers on purpose. It counts what it serves.</summary>
internal sealed class RangeServer : IAsyncDisposable
{
    private const int Chunk = 16 * 1024;

    private static readonly TimeSpan s_stall = TimeSpan.FromMilliseconds(300);

    private readonly ServerOptions _options;
    private readonly WebApplication _application;
    private readonly ServedFile _before;
    private readonly ServedFile _after;
    private int _requests;
    private long _served;

    private RangeServer(ServerOptions options)
    {
        _options = options;
        _before = new ServedFile(options.Length, options.Seed);
        _after = new ServedFile(options.Length + 1, options.Seed + 1);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        _application = builder.Build();
        _application.MapMethods("/file", [HttpMethods.Get, HttpMethods.Head], AnswerAsync);
        _application.MapGet("/served", () => Served.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Where the file is.</summary>
    public Uri Address => new(new Uri(_application.Urls.Single()), "file");

    /// <summary>The bytes of the file that were handed to the network, those of broken answers too.</summary>
    public long Served => Interlocked.Read(ref _served);

    private ServedFile File => Served < _options.ChangeAfter ? _before : _after;

    public static async Task<RangeServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var server = new RangeServer(options);
        await server._application.StartAsync(cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var file = File;
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.ETag;
        response.Headers["Repr-Digest"] = file.Digest;
        response.Headers.AcceptRanges = _options.HasRanges ? "bytes" : "none";
        var (start, end) = (0L, file.Length);
        if (_options.HasRanges && (request.Headers.IfRange.Count == 0 || request.Headers.IfRange == file.ETag)
            && RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) && range.Ranges.Single() is { From: { } from } asked)
        {
            (start, end) = (from, long.Min((asked.To ?? long.MaxValue - 1) + 1, file.Length));
            if (start >= end)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = new ContentRangeHeaderValue(start, end - 1, file.Length).ToString();
        }

        response.ContentLength = end - start;
        if (HttpMethods.IsGet(request.Method))
        {
            await SendAsync(context, file, start, end);
        }
    }

    private async Task SendAsync(HttpContext context, ServedFile file, long start, long end)
    {
        var random = new Random(_options.Seed + Interlocked.Increment(ref _requests));
        var dropAt = random.Next(100) < _options.Drops ? random.NextInt64(start, end) : long.MaxValue;
        var stallAt = random.Next(100) < _options.Stalls ? random.NextInt64(start, end) : long.MaxValue;
        var buffer = new byte[Chunk];
        for (var offset = start; offset < end && !context.RequestAborted.IsCancellationRequested;)
        {
            if (offset >= dropAt)
            {
                context.Abort();
                return;
            }

            if (offset >= stallAt)
            {
                stallAt = long.MaxValue;
                await Task.Delay(s_stall, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var part = buffer.AsMemory(0, (int)long.Min(buffer.Length, end - offset));
            file.Read(part.Span, offset);
            Interlocked.Add(ref _served, part.Length);
            await context.Response.Body.WriteAsync(part, CancellationToken.None);
            offset += part.Length;
        }
    }

    /// <summary>Leaves Ctrl+C to the program.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
