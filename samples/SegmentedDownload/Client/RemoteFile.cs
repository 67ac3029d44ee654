using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace SegmentedDownload.Client;

/// <summary>One version of a file on a server, as the server described it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="ETag">The version. Every part is asked for with it, so that parts of two versions cannot be mixed.</param>
/// <param name="Sha256">The sum of it; <see langword="null"/> where the server tells none.</param>
internal sealed record RemoteFile(Uri Address, long Length, string ETag, byte[]? Sha256)
{
    /// <summary>Asks for everything but the content.</summary>
    /// <exception cref="DownloadException">It cannot be fetched in ranges.</exception>
    /// <exception cref="HttpRequestException">There is no answer, or a bad one.</exception>
    public static async Task<RemoteFile> DescribeAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (!response.Headers.AcceptRanges.Contains("bytes"))
        {
            throw new DownloadException($"'{address}' cannot be fetched in segments: its server serves no ranges.");
        }

        if (response.Headers.ETag is not { IsWeak: false } etag || response.Content.Headers.ContentLength is not > 0)
        {
            throw new DownloadException($"'{address}' cannot be fetched in segments: its server tells no length, or no ETag to know its version by.");
        }

        return new RemoteFile(address, response.Content.Headers.ContentLength.Value, etag.Tag, Sha256Of(response.Headers));
    }

    /// <summary>Asks for a part.</summary>
    /// <returns>The answer, which has exactly this part of this version.</returns>
    /// <exception cref="DownloadException">The file is another one by now, or the server refuses.</exception>
    /// <exception cref="HttpRequestException">There is no answer, or one that may be better next time.</exception>
    public async Task<HttpResponseMessage> AskAsync(HttpClient http, long offset, int length, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Range = new RangeHeaderValue(offset, offset + length - 1);
        request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue(ETag));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            Check(response, offset, length);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private void Check(HttpResponseMessage response, long offset, int length)
    {
        var found = response.Content.Headers.ContentRange;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when found is { From: var from, To: var to, Length: var whole }
                && from == offset && to == offset + length - 1 && whole == Length && response.Headers.ETag?.Tag == ETag:
                return;
            case HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PreconditionFailed:
                throw new DownloadException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{Address}' changed while it was fetched: version {ETag} of {Length} bytes was asked for, and the server has {response.Headers.ETag?.Tag}."));
            case >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests):
                throw new DownloadException($"'{Address}' is refused: {(int)response.StatusCode} {response.ReasonPhrase}.");
            default:
                response.EnsureSuccessStatusCode();
                throw new HttpRequestException($"The server answered with {(int)response.StatusCode}.");
        }
    }

    private static byte[]? Sha256Of(HttpResponseHeaders headers)
    {
        const string Start = "sha-256=:";
        var sum = headers.TryGetValues("Repr-Digest", out var values)
            ? values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).FirstOrDefault(value => value.StartsWith(Start, StringComparison.Ordinal))
            : null;
        return sum is null ? null : Convert.FromBase64String(sum[Start.Length..].TrimEnd(':'));
    }
}
