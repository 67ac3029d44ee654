namespace Mapwright;

public abstract partial class JournalBase
{
    private ITimer? _idleTimer;
    private long _seenDurable;
    private bool _isTimerOn;

    /// <summary>Starts to watch for idleness. Called by the leader after it published.</summary>
    private void WatchForIdleness()
    {
        if (_options.IdleMark == Timeout.InfiniteTimeSpan || Interlocked.Exchange(ref _isTimerOn, true))
        {
            return;
        }

        _seenDurable = DurableLsn;
        _idleTimer ??= DetachedTimer.Create(Owner.TimeProvider, static journal => ((JournalBase)journal!).LookForIdleness(), this, Timeout.InfiniteTimeSpan);
        _idleTimer.Change(_options.IdleMark, Timeout.InfiniteTimeSpan);
    }

    private void LookForIdleness()
    {
        if (!TryEnter())
        {
            return;
        }

        var durable = DurableLsn;
        if (durable != Interlocked.Exchange(ref _seenDurable, durable))
        {
            _idleTimer!.Change(_options.IdleMark, Timeout.InfiniteTimeSpan);
            Exit();
            return;
        }

        try
        {
            Scheduler.Schedule(new MarkItem(this));
        }
        catch (Exception)
        {
            // A scheduler that was shut down, whichever way it says so, writes no mark; the close does.
            Exit();
        }
    }

    private void MarkIdle()
    {
        Volatile.Write(ref _isTimerOn, false);
        lock (_slotGate)
        {
            var durable = Volatile.Read(ref _claimed);
            if (durable > _slot.DurableLsn && !IsPoisoned)
            {
                WriteSlot(_slot with { DurableLsn = durable }, "Mark");
            }
        }
    }

    /// <summary>Writes the mark of an idle journal, off the timer's thread.</summary>
    private sealed class MarkItem(JournalBase journal) : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute()
        {
            try
            {
                journal.MarkIdle();
            }
            catch (Exception exception)
            {
                journal._pump.Break(exception);
            }

            journal.Exit();
        }

        public void Fail(Exception exception) => journal.Exit();
    }
}
