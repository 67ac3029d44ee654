namespace Mapwright;

/// <summary>A log of records that is written at its end and survives a power cut: what was committed is there, whole and in order, after it.</summary>
/// <remarks>
/// <para>
/// A position in the log (LSN) is a logical offset in bytes: it grows for as long as the journal lives, whatever is trimmed. A record's LSN is where its
/// frame starts. Safe for use by many threads; one object at a time has a journal open for writing.
/// </para>
/// <para>
/// Records wait in memory until a commit, or until half the buffer is full; then one work item writes all of them and flushes, for everyone who waits:
/// while one flush is in flight the next group forms. Disposing writes, flushes and marks the end; an error of that is thrown.
/// </para>
/// </remarks>
[Surface("Journal")]
public abstract partial class JournalBase : FileBackedObject
{
    private readonly JournalFile _log;
    private readonly JournalOptions _options;
    private readonly bool _flushes;
    private readonly LogBuffer _buffer;
    private readonly FrameRules _rules;
    private readonly EpochGate _gate;
    private readonly WaitingRoom _room = new();
    private readonly Pump _pump;
    private long _durable;
    private Exception? _failure;

    /// <summary>Takes over an opened journal.</summary>
    /// <param name="state">What was opened.</param>
    protected JournalBase(JournalState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.Log.File)
    {
        Recovery = state.Recovery;
        _log = state.Log;
        _options = state.Options;
        _flushes = _options.Durability switch
        {
            Durability.None => false,
            Durability.Auto => !Platform.IsVolatile(File.Handle),
            _ => true,
        };
        _prewrites = _options.PrewriteSegments && _flushes && Platform.GuaranteeOf(File.Handle) is AllocationGuarantee.Full or AllocationGuarantee.Unshared;
        _slot = state.Slot;
        _rules = state.Slot.Rules;
        _first = state.Slot.FirstLsn;
        _durable = _claimed = _written = _prewritten = state.Recovery.EndLsn;
        _ready = _log.Segments.EndFrom(_log.Layout.NumberOf(_durable), _log.Layout);
        _buffer = new LogBuffer(_options.BufferSize, _durable, headroom: _options.PadCommits ? JournalLayout.Block + FrameHeader.Size : 0);
        _pump = new Pump(this);
        _gate = new EpochGate(_pump.Schedule);
        AllowReserving();
        File.Inode.Journal = this;
    }

    /// <summary>What opening found and did.</summary>
    public JournalRecovery Recovery { get; }

    /// <summary>The first live position: what is below was trimmed.</summary>
    public long FirstLsn => Volatile.Read(ref _first);

    /// <summary>The position that the next record gets.</summary>
    public long NextLsn => _buffer.Reserved;

    /// <summary>The position below which everything is durable.</summary>
    public long DurableLsn => Volatile.Read(ref _durable);

    /// <summary>What a commit really does, for example <c>fdatasync</c>; <c>none (as asked for)</c> with <see cref="Durability.None"/>.</summary>
    public override string ActiveDurability => _options.Durability switch
    {
        Durability.None => "none (as asked for)",
        Durability.Full => $"{base.ActiveDurability}, with all metadata",
        _ => base.ActiveDurability,
    };

    /// <summary>
    /// Whether writing or flushing failed: what was not durable then may be lost, and appends and commits are refused. Dispose the journal and open it again to go
    /// on; after a flush that failed, reopen the file as a <see cref="StorageFileBase"/> in between, else opening is refused too, for the life of the process.
    /// </summary>
    public override bool IsPoisoned => Volatile.Read(ref _failure) is not null || base.IsPoisoned;

    /// <summary>Writes and flushes what was appended, marks the end, and closes.</summary>
    private protected override void CloseCore()
    {
        try
        {
            if (!IsPoisoned)
            {
                WriteOut(_buffer.Reserved);
                Publish(nameof(Dispose));
                MarkClosed();
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            throw;
        }
        finally
        {
            _idleTimer?.Dispose();
            _windowTimer?.Dispose();
            EndWaits();
            // In this order: a reader that looks after it was woken sees no writer.
            File.Inode.Journal = null;
            WakeTails();
            base.CloseCore();
        }
    }

    /// <summary>Ends the waits that a window left to the close.</summary>
    private void EndWaits()
    {
        var waiters = _room.TakeAll(shut: true);
        while (waiters.TryTake(out var waiter))
        {
            var decided = waiter.Payload is null && waiter.Target <= DurableLsn ? waiter.With(waiter.Value ?? DurableLsn)
                : _failure is { } cause ? waiter.With(Failed(cause, StorageErrorCode.Poisoned, nameof(Commit)))
                : waiter.With(new ObjectDisposedException(GetType().FullName));
            decided.End(ContinuesInline);
        }
    }

    /// <summary>Has a reader woken at the next commit, and at the close.</summary>
    internal void AddTail(TailWaiter waiter) => _room.AddTail(waiter);

    private void WakeTails() => _room.TakeTails()?.ForEach(static tail => tail.Wake());

    /// <summary>Whether code that waits goes on where its wait is ended, in any case.</summary>
    private bool ContinuesInline => Scheduler.Continuations == ContinuationPolicy.Inline;

    private void ThrowIfFailed(string operation)
    {
        if (Volatile.Read(ref _failure) is { } cause)
        {
            throw Failed(cause, StorageErrorCode.Poisoned, operation);
        }

        File.ThrowIfPoisoned(operation);
    }

    private string WayOn => File.Inode.FirstCause is null
        ? "Open it again to go on"
        : "A flush of the file failed: to go on, dispose the journal, Reopen the file as a StorageFile, and open the journal anew";

    private StorageException Failed(Exception cause, StorageErrorCode code, string operation) => new(
        code,
        operation,
        Path,
        $"{operation} of '{Path}' failed: the journal could not be written, and what was not durable then, from position {DurableLsn} on, may be lost. "
        + $"{WayOn}. The cause: {cause.Message}",
        offset: DurableLsn,
        systemError: (cause as StorageException)?.SystemError ?? 0,
        innerException: cause);
}
