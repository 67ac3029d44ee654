using System.Globalization;
using System.Security.Cryptography;
using Mapwright;

namespace SegmentedDownload.Client;

/// <summary>Fetches a file in segments, by many workers, into one file, and resumes where an earlier process ended.</summary>
/// <remarks>
/// The bytes go to a file beside the target, and what of them is durable to a log beside that. When all is there and its sum is right, the file takes the place of
/// the target in one step. So the target is never a part of anything, whatever happens.
/// </remarks>
internal sealed class Download(FileSystemBase files, RemoteFile remote, string target, DownloadOptions options, IDownloadView view)
{
    private string PartPath => target + ".part";

    private string LogPath => target + ".part.log";

    /// <exception cref="DownloadException">
    /// It cannot go on: the file changed, or is refused, or its sum is wrong. What was fetched is kept.
    /// </exception>
    /// <exception cref="StorageException">
    /// The disk is full (<see cref="StorageErrorCode.NoSpace"/>), another process fetches to the same target (<see cref="StorageErrorCode.InUse"/>), or the system
    /// refused. What was fetched is kept.
    /// </exception>
    public async Task RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        await using var log = await DownloadLog.OpenAsync(files, LogPath, cancellationToken);
        if (await IsTargetDoneAsync(cancellationToken))
        {
            view.Say($"'{target}' is there already, and its SHA-256 is right.");
        }
        else
        {
            await FetchAsync(http, log, cancellationToken);
            view.Say(await VerifyAsync(cancellationToken));

            // No way back from here on: what follows is not cancelled.
            await files.RenameAsync(PartPath, target, replace: true, CancellationToken.None);
            await files.FlushParentAsync(target, CancellationToken.None);
        }

        await files.DeleteAsync(PartPath, missingOk: true, CancellationToken.None);
        log.Forget();
    }

    /// <summary>Where a process died after the last step, or the file was fetched long ago.</summary>
    private async Task<bool> IsTargetDoneAsync(CancellationToken cancellationToken) =>
        remote.Sha256 is { } expected
        && await files.ExistsAsync(target, cancellationToken)
        && (await files.GetMetadataAsync(target, cancellationToken: cancellationToken)).Length == remote.Length
        && (await HashAsync(target, cancellationToken)).AsSpan().SequenceEqual(expected);

    private async Task FetchAsync(HttpClient http, DownloadLog log, CancellationToken cancellationToken)
    {
        MissingSegments missing;
        RangedFileBase part;
        if (await ResumesAsync(log, cancellationToken))
        {
            missing = new MissingSegments(log.Missing());
            part = await files.OpenRangedAsync(PartPath, allocated: 0, RangesOf(missing, preallocate: false), cancellationToken);
        }
        else
        {
            missing = new MissingSegments([(0, remote.Length)]);
            part = await CreatePartAsync(missing, cancellationToken);
            await log.BeginAsync(remote, cancellationToken);
        }

        await using (part)
        {
            view.Begin(remote.Length, remote.Length - part.Remaining);
            var fetch = new SegmentFetch(http, remote, options, files.TimeProvider);
            await Parallel.ForAsync(
                0,
                options.Workers,
                new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellationToken },
                (worker, token) => new ValueTask(new Worker(fetch, part, missing, log, view.Worker(worker), options.SegmentLength).RunAsync(token)));
        }
    }

    /// <summary>Whether there is something to go on with.</summary>
    /// <exception cref="DownloadException">It is of another version, and nobody said that it may be thrown away.</exception>
    private async Task<bool> ResumesAsync(DownloadLog log, CancellationToken cancellationToken)
    {
        if (options.Restart || log.Begun is not { } begun || !await files.ExistsAsync(PartPath, cancellationToken))
        {
            return false;
        }

        return begun == (remote.Length, remote.ETag) ? true : throw new DownloadException(string.Create(
            CultureInfo.InvariantCulture,
            $"'{PartPath}' is a part of version {begun.ETag} of {begun.Length} bytes, and the server has version {remote.ETag} of {remote.Length} bytes. "
            + $"Say --restart to throw the part away and fetch this one."));
    }

    /// <summary>Makes the file, durable with its name: what the log says of it must not survive a crash that it does not.</summary>
    private async Task<RangedFileBase> CreatePartAsync(MissingSegments missing, CancellationToken cancellationToken)
    {
        RangedFileBase part;
        try
        {
            part = await files.CreateRangedAsync(PartPath, remote.Length, RangesOf(missing, preallocate: true), cancellationToken);
        }
        catch (NotSupportedException)
        {
            // Here a full disk shows later.
            part = await files.CreateRangedAsync(PartPath, remote.Length, RangesOf(missing, preallocate: false), cancellationToken);
        }

        await part.FlushAsync(cancellationToken);
        await files.FlushParentAsync(PartPath, cancellationToken);
        return part;
    }

    private static RangedFileOptions RangesOf(MissingSegments missing, bool preallocate) =>
        new() { Alignment = DownloadOptions.Alignment, Allocator = missing.CreateAllocator, Overwrite = true, Preallocate = preallocate };

    /// <summary>Reads back what is on the disk.</summary>
    private async Task<string> VerifyAsync(CancellationToken cancellationToken)
    {
        var found = await HashAsync(PartPath, cancellationToken);
        var text = $"SHA-256 {Convert.ToHexStringLower(found)}";
        if (remote.Sha256 is not { } expected)
        {
            return $"{text}; the server told none to compare it with.";
        }

        return expected.AsSpan().SequenceEqual(found) ? $"{text}, as it should be." : throw new DownloadException(
            $"'{PartPath}' is not what the server has: {text}, and {Convert.ToHexStringLower(expected)} was expected. It is kept; say --restart to fetch it anew.");
    }

    private async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = await files.OpenReadAsync(path, cancellationToken);
        await using var stream = file.AsStream();
        return await SHA256.HashDataAsync(stream, cancellationToken);
    }
}
