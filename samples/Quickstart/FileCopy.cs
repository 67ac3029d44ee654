using Mapwright;

namespace Quickstart;

/// <summary>Copies one file in ranges that do not overlap, and makes the copy durable.</summary>
internal sealed class FileCopy(FileSystemBase files, Buffers buffers, CopyMeter meter)
{
    public Task RunAsync(SourceFile source, string path, CancellationToken cancellationToken) =>
        source.Length == 0 ? CreateEmptyAsync(source, path, cancellationToken) : CopyContentAsync(source, path, cancellationToken);

    private async Task CreateEmptyAsync(SourceFile source, string path, CancellationToken cancellationToken)
    {
        await using var copy = await files.CreateNewAsync(path, source.Mode, cancellationToken);
        await copy.FlushAllAsync(cancellationToken);
        meter.Count(operations: 2);
    }

    private async Task CopyContentAsync(SourceFile source, string path, CancellationToken cancellationToken)
    {
        await using var original = await files.OpenReadAsync(source.Path, cancellationToken);
        await using var copy = await files.CreateRangedAsync(
            path, source.Length, new RangedFileOptions { UnixMode = source.Mode }, cancellationToken);
        var receipts = new WriteReceipt[(source.Length + Buffers.Length - 1) / Buffers.Length];
        if (receipts.Length == 1)
        {
            await CopyRangesAsync(original, copy, receipts, cancellationToken);
        }
        else
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, int.Min(receipts.Length, Buffers.Count)),
                new ParallelOptions { MaxDegreeOfParallelism = Buffers.Count, CancellationToken = cancellationToken },
                (_, token) => new ValueTask(CopyRangesAsync(original, copy, receipts, token)));
        }

        await copy.FlushManyAsync(receipts, cancellationToken);
        meter.Count(operations: 3);
    }

    /// <summary>One of the parties that copy a file at the same time: takes the next range until none is left.</summary>
    private async Task CopyRangesAsync(
        StorageFileBase original, RangedFileBase copy, WriteReceipt[] receipts, CancellationToken cancellationToken)
    {
        var buffer = await buffers.RentAsync(cancellationToken);
        try
        {
            while (TryTakeRange(copy, out var range))
            {
                var bytes = buffer.AsMemory(0, (int)range.Length);
                await original.ReadExactlyAtAsync(bytes, range.Offset, cancellationToken);
                receipts[range.Offset / Buffers.Length] = await copy.WriteAsync(range, bytes, cancellationToken);
                meter.Count(operations: 2, range.Length);
            }
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    // All ranges are as long as a buffer, but for what is left at the end.
    private static bool TryTakeRange(RangedFileBase copy, out AllocatedRange range) =>
        copy.TryAllocate(Buffers.Length, out range)
        || (copy.Length % Buffers.Length is > 0 and var rest && copy.TryAllocate(rest, out range));
}
