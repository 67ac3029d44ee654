using System.Globalization;

namespace Mapwright;

/// <summary>The file of a journal as a log: reads and writes at positions, wherever the segments stand.</summary>
internal sealed class JournalFile
{
    private static readonly Memory<byte> s_zeros = AlignedMemory.Allocate(256 * 1024, JournalLayout.Block);

    /// <summary>How often the slots are looked at where none is whole. Each write of one is durable before the next begins: far apart, as reads go.</summary>
    private const int Looks = 4;

    private readonly SegmentMap _segments = new();
    private readonly ulong _journalId;
    private readonly Caching _caching;
    private readonly WholeBlocks? _blocks;

    /// <param name="file">The file.</param>
    /// <param name="layout">Where things stand in it.</param>
    /// <param name="journalId">What tells its parts from those of another journal.</param>
    /// <param name="caching">How the log is written; headers go through the cache in any case.</param>
    public JournalFile(OpenFile file, JournalLayout layout, ulong journalId, Caching caching = Caching.Buffered)
    {
        File = file;
        Layout = layout;
        _journalId = journalId;
        _caching = caching;
        _blocks = caching is Caching.Direct or Caching.Auto ? new WholeBlocks(this) : null;
    }

    public OpenFile File { get; }

    public JournalLayout Layout { get; }

    public SegmentMap Segments => _segments;

    private StoragePlatform Platform => File.Platform;

    /// <summary>Reads the header slot that counts; null where there is none.</summary>
    /// <exception cref="NotSupportedException">A later version of the library wrote the journal.</exception>
    public static HeaderSlot? NewestSlot(OpenFile file, string operation)
    {
        Span<byte> bytes = stackalloc byte[HeaderSlot.Size];
        HeaderSlot? newest = null;
        for (var i = 0ul; i < JournalLayout.Slots; i++)
        {
            var offset = JournalLayout.SlotOffset(i);
            var result = file.Platform.ReadAt(file.Handle, bytes, offset);
            file.Check(result, operation, offset);
            if (HeaderSlot.TryRead(bytes[..(int)result.Value], out var slot, out var version) && !(newest?.Sequence > slot.Sequence))
            {
                newest = slot;
            }

            if (version > HeaderSlot.FormatVersion)
            {
                throw new NotSupportedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The journal '{file.Path}' has format {version}, and this version of the library knows format {HeaderSlot.FormatVersion}. Nothing was changed."));
            }
        }

        return newest;
    }

    /// <summary>As <see cref="NewestSlot"/>, for who has no lock and so may meet a slot in the middle of its write.</summary>
    /// <remarks>
    /// The writer may come to the other slot between the two reads, which then meet both so: they are looked at again. A slot that is damaged for good stays so.
    /// </remarks>
    public static HeaderSlot? NewestSlotUnlocked(OpenFile file, string operation)
    {
        HeaderSlot? newest = null;
        for (var look = 0; look < Looks && newest is null; look++)
        {
            newest = NewestSlot(file, operation);
        }

        return newest;
    }

    /// <summary>Writes a header slot, durably.</summary>
    public static void WriteSlot(OpenFile file, in HeaderSlot slot, string operation)
    {
        Span<byte> bytes = stackalloc byte[HeaderSlot.Size];
        slot.WriteTo(bytes);
        var offset = JournalLayout.SlotOffset(slot.Sequence);
        file.WriteDurable(bytes, offset, operation);
    }

    /// <summary>
    /// Writes a change of what is live into both header slots, one after the other and each durably: the rot of one of them does not bring back
    /// what was before.
    /// </summary>
    /// <returns>The slot that counts.</returns>
    public static HeaderSlot WriteSlots(OpenFile file, in HeaderSlot slot, string operation)
    {
        WriteSlot(file, slot, operation);
        var second = slot with { Sequence = slot.Sequence + 1 };
        WriteSlot(file, second, operation);
        return second;
    }

    /// <summary>Finds out which segments hold what.</summary>
    public void LoadSegments(in HeaderSlot slot, string operation)
    {
        var found = new List<SegmentHeader?>();
        Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
        var places = Layout.PlacesIn(File.GetLength(operation));
        for (var place = 0; place < places; place++)
        {
            var offset = Layout.OffsetOf(place);
            var result = Platform.ReadAt(File.Handle, bytes, offset);
            File.Check(result, operation, offset);
            found.Add(SegmentHeader.TryRead(bytes[..(int)result.Value], out var header) && header.JournalId == _journalId ? header : null);
        }

        _segments.Load(found, slot, Layout);
    }

    /// <summary>Puts a segment to use for a part of the log: a spare one, or a new one at the end of the file. Nothing changed if it fails.</summary>
    public void AddSegment(long number, uint generation, string operation)
    {
        var isSpare = _segments.TryTakeSpare(out var place);
        try
        {
            if (!_segments.IsWritten(place))
            {
                // Of a spare one too, whose blocks may have been given back.
                var allocated = Platform.Allocate(File.Handle, Layout.OffsetOf(place), Layout.SegmentSize);
                if (allocated.IsFailure && Platform.Classify(allocated.Error) != StorageErrorCode.NotSupported)
                {
                    File.Check(allocated, operation, Layout.OffsetOf(place));
                }
            }

            if (!isSpare)
            {
                var end = Layout.OffsetOf(place + 1);
                File.Check(Platform.SetLength(File.Handle, end), operation, end);
            }

            WriteHeader(place, number, generation, operation);
        }
        catch
        {
            _segments.GiveBack(place);
            throw;
        }

        _segments.Put(number, place);
    }

    /// <summary>Writes the header of a segment that is in use once more.</summary>
    public void WriteHeader(long number, uint generation, string operation)
    {
        if (_segments.TryGet(number, out var place))
        {
            WriteHeader(place, number, generation, operation);
        }
    }

    private void WriteHeader(int place, long number, uint generation, string operation)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
        new SegmentHeader(_journalId, number, generation).WriteTo(bytes);
        File.Check(Platform.WriteAt(File.Handle, bytes, Layout.OffsetOf(place)), operation, Layout.OffsetOf(place));
    }

    /// <summary>Reads at a position; short where the next part of the log has no segment, or the file ends.</summary>
    public int Read(long lsn, Span<byte> buffer, string operation)
    {
        var count = 0;
        while (count < buffer.Length && _segments.TryGet(Layout.NumberOf(lsn + count), out var place))
        {
            var part = buffer.Slice(count, PartLength(lsn + count, buffer.Length - count));
            var offset = Layout.OffsetOf(place, lsn + count);
            var result = Platform.ReadAt(File.Handle, part, offset);
            File.Check(result, operation, offset);
            count += (int)result.Value;
            if (result.Value < part.Length)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>Writes at a position; the segments are there.</summary>
    public void Write(long lsn, ReadOnlySpan<byte> bytes, string operation)
    {
        if (_blocks is null)
        {
            WriteThrough(lsn, bytes, operation);
        }
        else
        {
            _blocks.Write(lsn, bytes, operation);
        }
    }

    /// <summary>Writes at a position, these bytes and no others.</summary>
    public void WriteThrough(long lsn, ReadOnlySpan<byte> bytes, string operation) => Write(lsn, bytes, _caching, operation);

    /// <summary>Writes at a position, these bytes and no others, through the cache.</summary>
    public void WriteCached(long lsn, ReadOnlySpan<byte> bytes, string operation) => Write(lsn, bytes, Caching.Buffered, operation);

    private void Write(long lsn, ReadOnlySpan<byte> bytes, Caching caching, string operation)
    {
        while (!bytes.IsEmpty)
        {
            if (!_segments.TryGet(Layout.NumberOf(lsn), out var place))
            {
                throw new InvalidOperationException($"The journal '{File.Path}' has no segment for position {lsn}.");
            }

            var part = bytes[..PartLength(lsn, bytes.Length)];
            var offset = Layout.OffsetOf(place, lsn);
            var handle = File.HandleFor(part, offset, Durability.None, caching, operation, out var options);
            File.Check(Platform.WriteAt(handle, part, offset, options), operation, offset);
            lsn += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>
    /// Fills whole blocks behind a position with zeros, up to the end of its segment at most, unless they are known to have been written. A flush is the
    /// caller's. Nobody writes there meanwhile.
    /// </summary>
    /// <param name="lsn">The position, where records end.</param>
    /// <param name="length">How many bytes at most.</param>
    /// <param name="operation">For messages.</param>
    /// <param name="end">Up to where blocks have been written.</param>
    /// <returns>False: the system refused, which harms nothing.</returns>
    public bool TryPrewrite(long lsn, int length, string operation, out long end)
    {
        var number = Layout.NumberOf(lsn - 1);
        end = Layout.StartOf(number + 1);
        if (!_segments.TryGet(number, out var place) || _segments.IsWritten(place))
        {
            return true;
        }

        var offset = Layout.OffsetOf(place, lsn - 1) + 1;
        offset = (offset + JournalLayout.Block - 1) & -JournalLayout.Block;
        var stop = Math.Min(offset + length, Layout.OffsetOf(place + 1));
        end -= Layout.OffsetOf(place + 1) - stop;

        // Also where they should be there: the file may be a copy with holes, and writing into those takes space that nobody promised.
        if (offset < stop && Platform.Allocate(File.Handle, offset, stop - offset).IsFailure)
        {
            return false;
        }

        for (; offset < stop; offset += s_zeros.Length)
        {
            var part = s_zeros.Span[..(int)Math.Min(s_zeros.Length, stop - offset)];
            var handle = File.HandleFor(part, offset, Durability.None, _caching, operation, out var options);
            var written = Platform.WriteAt(handle, part, offset, options);
            Telemetry.Note(Platform, File.Path, written, operation, transfers: true);
            if (written.IsFailure)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes what was written durable, or orders it, as asked.</summary>
    public void Flush(string operation, Durability durability = Durability.Data)
    {
        if (durability == Durability.Full)
        {
            File.FlushAll(operation);
        }
        else
        {
            File.FlushData(operation);
        }
    }

    /// <summary>Gives the blocks of an interval of the file back, where the file system can.</summary>
    public void PunchHole(long offset, long length, string operation)
    {
        var result = Platform.PunchHole(File.Handle, offset, length);
        if (result.IsFailure && Platform.Classify(result.Error) != StorageErrorCode.NotSupported)
        {
            File.Check(result, operation, offset);
        }
    }

    private int PartLength(long lsn, int length) => (int)Math.Min(length, Layout.Capacity - (lsn % Layout.Capacity));
}
