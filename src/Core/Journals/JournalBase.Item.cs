namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>
    /// The work item that writes and flushes for everyone: the leader of the group commit. It is scheduled when somebody waits and it is idle, runs
    /// one group, and schedules itself again while there is more to do, so that other items of the scheduler have their turn.
    /// </summary>
    /// <remarks>
    /// Invariant: everything below <see cref="DurableLsn"/> is in the file, and was flushed after it was written. The leader reads the reservation, then flips the
    /// epoch; when the old epoch is drained, all below what it read is filled (<see cref="EpochGate"/>), and only that is written, then flushed, then published.
    /// There is one leader at a time: who moves <c>_isActive</c> from false to true. Who adds work looks at it afterwards; the leader that ends looks for
    /// work after it moved it back: so no work is left without a leader.
    /// </remarks>
    private sealed class Pump(JournalBase journal) : IWorkItem
    {
        private bool _isActive;
        private bool _isFlipped;
        private long _target;

        public IWorkItem? Next { get; set; }

        private bool HasWork => journal._failure is null && (journal._room.HasCommits || journal._room.HasAppends || journal.IsHalfFull);

        /// <summary>Sees to it that the work is done. The caller is inside the journal.</summary>
        public void Wake()
        {
            if (Interlocked.Exchange(ref _isActive, true))
            {
                return;
            }

            if (journal.TryEnter())
            {
                Schedule();
                return;
            }

            // Disposed meanwhile: what was appended is written by the close, and nobody is left waiting.
            Interlocked.Exchange(ref _isActive, false);
            Refuse(new ObjectDisposedException(journal.GetType().FullName));
        }

        /// <summary>Has the next step done: called too by the last one to leave the old epoch.</summary>
        public void Schedule()
        {
            try
            {
                journal.Scheduler.Schedule(this);
            }
            catch (Exception exception)
            {
                Fail(exception);
            }
        }

        public void Execute()
        {
            try
            {
                if (!_isFlipped)
                {
                    _target = journal._buffer.Reserved;
                    _isFlipped = true;
                    if (!journal._gate.Flip())
                    {
                        // Nothing may be touched here any more: the last one to leave may have scheduled the item already.
                        return;
                    }
                }

                _isFlipped = false;
                Run();
            }
            catch (Exception exception)
            {
                Poison(exception);
            }

            End();
        }

        /// <inheritdoc/>
        public void Fail(Exception exception)
        {
            // A scheduler that was shut down is no damage to the journal: the close writes what was appended.
            Interlocked.Exchange(ref _isActive, false);
            Refuse(exception);
            journal.Exit();
        }

        private void Run()
        {
            journal.WriteOut(_target);
            if (journal._room.HasCommits)
            {
                journal.FlushWritten(nameof(Commit));
            }

            journal.ServeAppends();
            journal.PrepareSegment();
        }

        private void End()
        {
            if (HasWork)
            {
                Schedule();
            }
            else
            {
                Leave();
            }
        }

        private void Leave()
        {
            Interlocked.Exchange(ref _isActive, false);
            if (HasWork && !Interlocked.Exchange(ref _isActive, true))
            {
                Schedule();
                return;
            }

            journal.Exit();
        }

        private void Poison(Exception cause)
        {
            Interlocked.CompareExchange(ref journal._failure, cause, null);
            var code = (cause as StorageException)?.Code ?? StorageErrorCode.Unknown;
            foreach (var waiter in journal._room.TakeAll(shut: true))
            {
                waiter.Fail(journal.Failed(cause, code, nameof(Commit)));
            }
        }

        private void Refuse(Exception cause)
        {
            foreach (var waiter in journal._room.TakeAll(shut: false))
            {
                waiter.Fail(cause);
            }
        }
    }
}
