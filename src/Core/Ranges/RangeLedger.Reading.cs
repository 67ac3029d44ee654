using System.Globalization;

namespace Mapwright;

/// <remarks>A ledger that contradicts itself is refused. Where a record is damaged, nothing counts as free: that only costs space.</remarks>
internal sealed partial class RangeLedger
{
    private const int RecordsPerRead = 2048;

    private long ReadSlots(string operation)
    {
        Span<byte> bytes = stackalloc byte[RangeLedgerFormat.SlotSize];
        LedgerSlot? newest = null;
        for (var i = 0; i < 2; i++)
        {
            bytes.Clear();
            var place = i * RangeLedgerFormat.SlotDistance;
            _file.Check(_file.Platform.ReadAt(_file.Handle, bytes, place), operation, place);
            if (!bytes.ContainsAnyExcept((byte)0))
            {
                continue;
            }

            // A slot lies in one sector, so that no crash tears it: it rotted, and the other one may be of before the last ranges.
            if (!RangeLedgerFormat.TryRead(bytes, out var slot))
            {
                throw Damaged(_file.Path, operation, string.Create(CultureInfo.InvariantCulture, $"its slot {i} fails its checksum, or is of another version"));
            }

            if (newest is not { } other || slot.Sequence > other.Sequence)
            {
                newest = slot;
            }
        }

        return newest switch
        {
            null => throw Damaged(_file.Path, operation, "it has no slot"),
            { Length: var length } when length != _length => throw Damaged(_file.Path, operation, $"it is for a file of {length} bytes, which now has {_length}"),
            { Alignment: var alignment } when alignment != _alignment => throw Damaged(_file.Path, operation, $"it is for an alignment of {alignment}, not {_alignment}"),
            { Leased: var leased } => leased,
        };
    }

    private IReadOnlyList<(long Offset, long Length)> ReadRecords(long leased, string operation)
    {
        var space = new RecyclingRangeAllocator(_length, _alignment, _length);
        var buffer = new byte[RecordsPerRead * RangeLedgerFormat.RecordSize];
        for (long index = 0; ; index += RecordsPerRead)
        {
            var place = RangeLedgerFormat.RecordsStart + (index * RangeLedgerFormat.RecordSize);
            var read = _file.Platform.ReadAt(_file.Handle, buffer, place);
            _file.Check(read, operation, place);
            var bytes = buffer.AsSpan(0, (int)read.Value);
            for (var i = 0; i < RecordsPerRead; i++)
            {
                var rest = bytes[Math.Min(i * RangeLedgerFormat.RecordSize, bytes.Length)..];
                if (rest.Length < RangeLedgerFormat.RecordSize || !RangeLedgerFormat.TryRead(rest, index + i, out var record))
                {
                    // A damaged record may be one of taking, so that nothing is known to be free behind it.
                    return rest.ContainsAnyExcept((byte)0) ? [] : space.GetFree();
                }

                if (record.Offset < 0 || record.Length > leased - record.Offset || !TryApply(space, record))
                {
                    throw Damaged(_file.Path, operation, $"record {index + i} contradicts the ones before it");
                }
            }
        }
    }

    private static bool TryApply(RecyclingRangeAllocator space, in LedgerRecord record)
    {
        try
        {
            if (record.IsFreed)
            {
                space.Free(record.Offset, record.Length);
                return true;
            }

            return space.TryTake(record.Offset, record.Length);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static StorageException Damaged(string path, string operation, string what) => new(
        StorageErrorCode.StateCorrupt,
        operation,
        path,
        $"'{path}', which says what the ranged file beside it has handed out, cannot be used: {what}. Without it, open the ranged file with the number of "
        + "bytes at its beginning that are to be kept.");
}
