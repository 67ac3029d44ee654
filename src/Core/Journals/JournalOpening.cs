using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Mapwright;

/// <summary>Opens the file of a journal: creates it, or finds where it ends, and makes that durable before anything is appended.</summary>
internal sealed class JournalOpening(FileSystemBase owner, OpenFile file, JournalOptions options)
{
    private const string Operation = "OpenJournal";

    public OpenFile File => file;

    private StoragePlatform Platform => file.Platform;

    /// <summary>Takes the right to write, which goes with the file.</summary>
    /// <returns>False: the path names another file meanwhile, and this one is to be let go.</returns>
    public bool TryLock()
    {
        ExclusiveUse.Take(file, LockMode.Exclusive, Operation);

        // Who failed to create a journal removed its file, perhaps after this party had opened it.
        return ExclusiveUse.IsStillNamed(file);
    }

    /// <summary>Does everything else.</summary>
    public JournalState Run()
    {
        file.ThrowIfPoisoned(Operation);
        if (options.Caching == Caching.Direct)
        {
            file.RequireDirect(JournalLayout.Block, Operation);
        }

        if (options.WriteLifetime != WriteLifetime.NotSet)
        {
            // A hint: whether it is taken makes no difference to anything that is promised.
            Platform.SetWriteLifetime(file.Handle, options.WriteLifetime);
        }

        var state = JournalFile.NewestSlot(file, Operation) is { } slot ? Recover(slot) : Create();
        owner.FlushParent(file.Path);
        return state;
    }

    public static StorageException NoJournal(string path, string operation) => new(
        StorageErrorCode.JournalCorrupt, operation, path, $"'{path}' is no journal, or both its header slots are damaged. Nothing was changed.");

    private JournalState Create()
    {
        // A creation that was cut short leaves no more than a torn first slot: whatever else is there is somebody's data.
        Span<byte> start = new byte[JournalLayout.HeaderLength];
        var read = Platform.ReadAt(file.Handle, start, 0);
        file.Check(read, Operation, 0);
        var isSlot = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) == HeaderSlot.Magic;
        if (file.GetLength(Operation) > JournalLayout.HeaderLength || start[(isSlot ? HeaderSlot.Size : 0)..].ContainsAnyExcept((byte)0))
        {
            throw NoJournal(file.Path, Operation);
        }

        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        var slot = new HeaderSlot(
            Sequence: 0, BinaryPrimitives.ReadUInt64LittleEndian(random), Generation: 1, CutLsn: 0, FirstLsn: 0, DurableLsn: 0, options.SegmentSize, IsClosed: false);
        file.Check(Platform.SetLength(file.Handle, JournalLayout.HeaderLength), Operation);
        slot = JournalFile.WriteSlots(file, slot, Operation);
        file.CheckWriteBack(Platform.FlushAll(file.Handle), Operation);
        var log = Log(slot);
        log.AddSegment(0, slot.Generation, Operation);
        return State(slot, new JournalRecovery(JournalOutcome.Created, 0, 0, 0, 0, 0, null), log);
    }

    private JournalState Recover(HeaderSlot slot)
    {
        var log = Log(slot);
        log.LoadSegments(slot, Operation);
        var source = new LiveLog(log, slot.FirstLsn, Operation);
        var scan = LogScan.Run(source, slot.FirstLsn, slot.Rules);
        var known = RecoveryRule.KnownDurable(slot, scan);
        var (outcome, saved) = (JournalOutcome.Continued, 0L);
        string? tail = null;
        switch (RecoveryRule.Decide(slot, scan))
        {
            case RecoveryDecision.Corrupt:
                throw Corrupt(scan, known);
            case RecoveryDecision.Closed:
                outcome = JournalOutcome.Closed;
                break;
            case RecoveryDecision.Cut:
                outcome = JournalOutcome.TailCut;
                (tail, saved) = new TailFile(owner, file.Path, slot, scan).Save(source);
                break;
        }

        MakeDurable(log, source, slot, scan.End);
        var next = slot with { Sequence = slot.Sequence + 1, DurableLsn = scan.End, IsClosed = false };

        // Only what was closed is known to have nothing behind its end. Else, in segments that lost their headers too, there may be frames of this generation, or whole
        // segments behind a gap; and the same positions are about to be written anew.
        var isCut = outcome != JournalOutcome.Closed || log.Segments.HasGapFrom(log.Layout.NumberOf(slot.FirstLsn));
        if (isCut)
        {
            next = next with { Generation = checked(slot.Generation + 1), CutLsn = scan.End };
        }

        next = JournalFile.WriteSlots(file, next, Operation);
        if (isCut)
        {
            log.Segments.FreeFrom(log.Layout.NumberOf(scan.End + log.Layout.Capacity - 1));
        }

        return State(next, new JournalRecovery(outcome, slot.FirstLsn, scan.End, known, scan.LaterFrames, saved, tail), log);
    }

    /// <summary>
    /// Makes what is kept durable, with the headers of the segments where it stands. It is written once more: what a failed flush of a process before this one lost still reads
    /// well from the cache, and a flush alone would not write it. Only it: what stands behind is not cut off yet, and would be saved once more if the cut were not reached.
    /// </summary>
    private static void MakeDurable(JournalFile log, LiveLog source, in HeaderSlot slot, long end)
    {
        var durable = slot.DurableLsn;
        if (durable == end)
        {
            return;
        }

        for (var number = log.Layout.NumberOf(durable); number <= log.Layout.NumberOf(end - 1); number++)
        {
            log.WriteHeader(number, slot.Generation, Operation);
        }

        var buffer = new byte[64 * 1024];
        for (var lsn = durable; lsn < end; lsn += buffer.Length)
        {
            var count = source.Read(lsn, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - lsn)));
            log.WriteCached(lsn, buffer.AsSpan(0, count), Operation);
        }

        log.Flush(Operation);
    }

    private StorageException Corrupt(in LogScan scan, long known) => new(
        StorageErrorCode.JournalCorrupt,
        Operation,
        file.Path,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The journal '{file.Path}' is damaged at position {scan.End}: no whole frame is there, and everything below {known} was durable. ")
        + string.Create(CultureInfo.InvariantCulture, $"{scan.LaterFrames} frames with whole headers stand behind it. Nothing was changed; a reader gets what is before the damage."),
        offset: scan.End);

    private JournalFile Log(in HeaderSlot slot) => new(file, new JournalLayout(slot.SegmentSize), slot.JournalId, options.Caching);

    private JournalState State(in HeaderSlot slot, JournalRecovery recovery, JournalFile log) => new(owner, log, slot, recovery, options);
}
