using System.Globalization;

namespace Mapwright;

/// <summary>Reads the records of a journal in order, from its first one or from any other; also while it is being written, here or in another process.</summary>
/// <remarks>
/// <para>
/// Takes no lock and never disturbs the writer. Of a journal that is open in this process it returns what is durable. Of one that is open elsewhere it
/// returns what is in the file: the last of it may not be durable yet, and a power cut may take it back.
/// </para>
/// <para>One thread at a time.</para>
/// </remarks>
[Surface("JournalReader")]
public abstract partial class JournalReaderBase : FileBackedObject
{
    private readonly JournalFile _log;
    private readonly LogCursor _cursor;
    private HeaderSlot _slot;
    private ReadOnlyMemory<byte> _batch;
    private JournalRecord _last;

    /// <summary>Takes over an opened file.</summary>
    /// <param name="state">What was opened.</param>
    protected JournalReaderBase(JournalReaderState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
        _slot = state.Slot;
        _log = new JournalFile(state.File, new JournalLayout(_slot.SegmentSize), _slot.JournalId);
        _log.LoadSegments(_slot, nameof(FileSystemBase.OpenJournalReader));
        _cursor = new LogCursor(new ReadableLog(this), _slot.FirstLsn);
    }

    /// <summary>The first live position when the reader last looked; the writer may have trimmed more.</summary>
    public long FirstLsn => _slot.FirstLsn;

    /// <summary>The position that the reader goes on at; in the middle of a batch, the position behind it.</summary>
    public long Position => _cursor.Position;

    /// <summary>What was found where the records end, when the last read found no more.</summary>
    public JournalTail Tail { get; private set; }

    private JournalBase? Writer => File.Inode.Journal;

    /// <summary>Reads the next record.</summary>
    /// <returns>The record; <see langword="null"/> when there is no more now, and <see cref="Tail"/> says why. Later calls may find more.</returns>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    /// <exception cref="StorageException">
    /// The position was trimmed meanwhile (<see cref="StorageErrorCode.Trimmed"/>); the journal is damaged there, below what is known to be durable
    /// (<see cref="StorageErrorCode.JournalCorrupt"/>); a recovery cut off what was read, which had never been durable
    /// (<see cref="StorageErrorCode.JournalRewound"/>); or the system failed to read. The position stays.
    /// </exception>
    [Operation]
    public JournalRecord? Read()
    {
        Enter();
        try
        {
            while (_batch.IsEmpty)
            {
                if (!TryReadFrame(out var header, out var payload))
                {
                    return null;
                }

                Tail = JournalTail.None;
                if (header.Kind == FrameKind.Record)
                {
                    return new JournalRecord(header.Lsn, 0, header.End, payload);
                }

                if (header.Kind == FrameKind.Batch)
                {
                    _batch = payload;
                    _last = new JournalRecord(header.Lsn, -1, header.End, default);
                }
            }

            BatchPayload.TryTake(ref _batch, out var record);
            return _last = _last with { Index = _last.Index + 1, Payload = record };
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Goes to a position.</summary>
    /// <param name="lsn">The position of a record, or behind the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lsn"/> is negative.</exception>
    /// <exception cref="ArgumentException">No record starts there; the reader stays where it is.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    /// <exception cref="StorageException">The position was trimmed (<see cref="StorageErrorCode.Trimmed"/>), or the system failed to read.</exception>
    [Operation(Check = nameof(CheckLsn))]
    public void Seek(long lsn)
    {
        CheckLsn(lsn);
        Enter();
        try
        {
            Refresh(nameof(Seek));
            ThrowIfTrimmed(lsn, nameof(Seek));
            if (!IsBoundary(lsn))
            {
                RefreshSlot(nameof(Seek));
                ThrowIfTrimmed(lsn, nameof(Seek));
                throw new ArgumentException($"No record of '{Path}' starts at position {lsn}.", nameof(lsn));
            }

            _cursor.Seek(lsn);
            _batch = default;
            Tail = JournalTail.None;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Reads a frame. False: there is none now.</summary>
    private bool TryReadFrame(out FrameHeader header, out ReadOnlyMemory<byte> payload)
    {
        if (_cursor.Read(_slot.Rules, out header, out payload) == FrameStatus.Whole)
        {
            return true;
        }

        // What was read ahead may be old. First what is said to be durable, then the frame: by then it must be there.
        Refresh(nameof(Read));
        var rules = _slot.Rules;
        var scan = LogScan.Search(new ReadableLog(this), _cursor.Position, rules, KnownDurable);
        Refresh(nameof(Read));
        if (_cursor.Read(_slot.Rules, out header, out payload) == FrameStatus.Whole)
        {
            return true;
        }

        // A trim is in the slots before it gives anything up: if one took away what was read, they say so by now.
        RefreshSlot(nameof(Read));
        if (rules != _slot.Rules)
        {
            // A recovery came between.
            return TryReadFrame(out header, out payload);
        }

        ThrowIfTrimmed(Position, nameof(Read));
        if (scan.DurableLsn > Position || scan.IsSuperseded)
        {
            throw new StorageException(
                StorageErrorCode.JournalCorrupt,
                nameof(Read),
                Path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The journal '{Path}' is damaged at position {Position}: no whole frame is there, and everything below {scan.DurableLsn} was durable."),
                offset: Position);
        }

        Tail = scan.IsBlank ? JournalTail.Clean : JournalTail.Torn;
        return false;
    }

    private long KnownDurable => Math.Max(_slot.DurableLsn, Writer?.DurableLsn ?? 0);

    /// <summary>Looks again at what the writer may have changed, and forgets what was read ahead.</summary>
    private void Refresh(string operation)
    {
        RefreshSlot(operation);
        _log.LoadSegments(_slot, operation);
        _cursor.Seek(_cursor.Position);
    }

    private void RefreshSlot(string operation)
    {
        // Where both are damaged for good, what was known goes on to count: each frame says itself whether it is in force.
        if (JournalFile.NewestSlotUnlocked(File, operation) is { } slot)
        {
            if (slot.Generation > _slot.Generation && Position > slot.CutLsn && slot.CutLsn >= _slot.CutLsn)
            {
                throw new StorageException(
                    StorageErrorCode.JournalRewound,
                    operation,
                    Path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A recovery of '{Path}' cut the log off at position {slot.CutLsn}, and this reader is at {Position}: what it read behind the cut had never been durable. Open a new reader and go on at the cut."),
                    offset: slot.CutLsn);
            }

            _slot = slot;
        }
    }

    private void ThrowIfTrimmed(long lsn, string operation)
    {
        if (lsn < _slot.FirstLsn)
        {
            throw new StorageException(
                StorageErrorCode.Trimmed,
                operation,
                Path,
                string.Create(CultureInfo.InvariantCulture, $"Position {lsn} of the journal '{Path}' was trimmed. The first live one is {_slot.FirstLsn}."),
                offset: _slot.FirstLsn);
        }
    }

    /// <summary>Whether a frame starts at a position, or the row of frames ends there.</summary>
    private bool IsBoundary(long lsn)
    {
        var probe = new LogCursor(new ReadableLog(this), lsn);
        if (lsn == KnownDurable || probe.Read(_slot.Rules, out _, out _) != FrameStatus.NoHeader)
        {
            return true;
        }

        // The end of what was written since the last mark.
        probe.Seek(_slot.DurableLsn);
        while (probe.Position < lsn && probe.Read(_slot.Rules, out _, out _) == FrameStatus.Whole)
        {
        }

        return probe.Position == lsn;
    }

    private static void CheckLsn(long lsn) => ArgumentOutOfRangeException.ThrowIfNegative(lsn);

    /// <summary>The log as far as this reader may see it.</summary>
    private sealed class ReadableLog(JournalReaderBase reader) : ILogSource
    {
        public long End
        {
            get
            {
                var layout = reader._log.Layout;
                var end = reader._log.Segments.EndFrom(layout.NumberOf(reader._slot.FirstLsn), layout);
                return Math.Min(end, reader.Writer?.DurableLsn ?? long.MaxValue);
            }
        }

        public int Read(long lsn, Span<byte> buffer) =>
            reader._log.Read(lsn, buffer[..(int)Math.Clamp(End - lsn, 0, buffer.Length)], nameof(JournalReaderBase.Read));
    }
}
