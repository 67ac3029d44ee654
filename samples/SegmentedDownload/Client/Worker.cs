using Mapwright;

namespace SegmentedDownload.Client;

/// <summary>One of the parties that fetch a file at the same time: takes the next segment until none is left.</summary>
internal sealed class Worker(
    SegmentFetch fetch, RangedFileBase part, MissingSegments missing, DownloadLog log, IWorkerView view, int segmentLength)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(segmentLength, pinned: true);
        while (missing.TryTake(part, segmentLength, out var range))
        {
            view.Begin(range.Offset, range.Length);
            var bytes = buffer.AsMemory(0, (int)range.Length);
            await fetch.FillAsync(bytes, range.Offset, view, cancellationToken);

            // In this order: first the bytes are durable, then the note that they are. What was fetched is not given up for a cancellation.
            var receipt = await part.WriteAsync(range, bytes, CancellationToken.None);
            await part.FlushAsync(receipt, CancellationToken.None);
            await log.NoteAsync(receipt);
            view.End(range.Offset, range.Length);
        }
    }
}
