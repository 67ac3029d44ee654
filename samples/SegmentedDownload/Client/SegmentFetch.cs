namespace SegmentedDownload.Client;

/// <summary>Fetches segments, and goes on where an answer broke off or stalled.</summary>
internal sealed class SegmentFetch(HttpClient http, RemoteFile remote, DownloadOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    /// <summary>Fills a buffer with a part of the file.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="offset">Where the part starts.</param>
    /// <param name="progress">Told how many bytes came.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DownloadException">The file is another one by now, the server refuses, or no byte came for all attempts in a row.</exception>
    public async Task FillAsync(Memory<byte> buffer, long offset, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (!buffer.IsEmpty)
        {
            var (count, failure) = await TryFillAsync(buffer, offset, progress, cancellationToken);
            buffer = buffer[count..];
            offset += count;
            attempts = count > 0 ? 0 : attempts + 1;
            if (attempts == options.Attempts)
            {
                throw new DownloadException($"'{remote.Address}' could not be fetched: {attempts} attempts in a row failed. The last one: {failure}");
            }

            if (!buffer.IsEmpty)
            {
                await Task.Delay(PauseAfter(attempts), time, cancellationToken);
            }
        }
    }

    /// <summary>Fetches what one answer gives.</summary>
    /// <returns>How many bytes that were, and why not all.</returns>
    private async Task<(int Count, string? Failure)> TryFillAsync(Memory<byte> buffer, long offset, IProgress<int> progress, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        var filled = 0;
        try
        {
            using var response = await remote.AskAsync(http, offset, buffer.Length, patience.Token);
            await using var content = await response.Content.ReadAsStreamAsync(patience.Token);
            while (filled < buffer.Length)
            {
                patience.CancelAfter(options.Timeout);
                var count = await content.ReadAsync(buffer[filled..], patience.Token);
                if (count == 0)
                {
                    return (filled, "the answer ended too early");
                }

                filled += count;
                progress.Report(count);
            }

            return (filled, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (filled, $"nothing came for {options.Timeout.TotalSeconds} seconds");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException and not DownloadException)
        {
            return (filled, exception.Message);
        }
    }

    /// <summary>Longer after each failure, and never the same for all workers, so that they do not come back all at once.</summary>
    private static TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromTicks(long.Min(s_shortestPause.Ticks << attempts, s_longestPause.Ticks)) * (0.5 + (Random.Shared.NextDouble() / 2));
}
