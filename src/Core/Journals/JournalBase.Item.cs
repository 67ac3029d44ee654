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
        /// <summary>The pump that this thread is scheduling: a scheduler that runs items at once comes back to it.</summary>
        [ThreadStatic]
        private static Pump? s_scheduling;

        private bool _isActive;
        private bool _isFlipped;
        private long _target;

        public IWorkItem? Next { get; set; }

        private bool HasWork => Volatile.Read(ref journal._failure) is null
            ? journal._room.HasCommits || journal._room.HasAppends || journal.IsHalfFull
            : !journal._room.IsShut;

        /// <summary>Sees to it that the work is done. The caller is inside the journal.</summary>
        /// <param name="isBlocking">Whether the caller would wait on its own thread: then it does the first group itself.</param>
        public void Wake(bool isBlocking = false)
        {
            if (Interlocked.Exchange(ref _isActive, true))
            {
                return;
            }

            if (journal.TryEnter())
            {
                if (isBlocking)
                {
                    Run(isOnScheduler: false);
                }
                else
                {
                    Schedule();
                }

                return;
            }

            // Disposed meanwhile: what was appended is written by the close, and nobody is left waiting.
            Interlocked.Exchange(ref _isActive, false);
            Refuse(new ObjectDisposedException(journal.GetType().FullName));
        }

        /// <summary>Writing failed beside the leader: those who wait are told by it, or by this party in its place. The caller is inside the journal.</summary>
        public void Break(Exception cause)
        {
            Interlocked.CompareExchange(ref journal._failure, cause, null);
            Wake(isBlocking: true);
        }

        /// <summary>Has the next step done: called too by the last one to leave the old epoch.</summary>
        public void Schedule()
        {
            if (TrySchedule())
            {
                Run(isOnScheduler: false);
            }
        }

        public void Execute()
        {
            if (s_scheduling == this)
            {
                s_scheduling = null;
                return;
            }

            Run(isOnScheduler: true);
        }

        /// <inheritdoc/>
        public void Fail(Exception exception)
        {
            // A scheduler that was shut down is no damage to the journal: the close writes what was appended.
            Interlocked.Exchange(ref _isActive, false);
            Refuse(exception);
            journal.Exit();
        }

        private void Refuse(Exception cause)
        {
            var waiters = journal._room.TakeAll(shut: false);
            while (waiters.TryTake(out var waiter))
            {
                waiter.With(cause).End(here: false);
            }
        }

        /// <summary>Gives the item to the scheduler.</summary>
        /// <returns>Whether the scheduler came back with it at once: then its step is done by the caller, not deeper and deeper in the stack.</returns>
        private bool TrySchedule()
        {
            var outer = s_scheduling;
            s_scheduling = this;
            Exception? refusal = null;
            try
            {
                journal.Scheduler.Schedule(this);
            }
            catch (Exception exception)
            {
                refusal = exception;
            }

            // Taken away by the item that was run.
            var isHere = s_scheduling is null;
            s_scheduling = outer;
            if (refusal is null)
            {
                return isHere;
            }

            Fail(refusal);
            return false;
        }

        /// <summary>Runs a group; more of them only where the scheduler runs items at once.</summary>
        /// <remarks>
        /// Of those whose wait ended the last one may go on right here, if the scheduler likes that, when nothing is left to do here: the next group is on its way by then.
        /// The others are woken before that, and have the more time to join it.
        /// </remarks>
        private void Run(bool isOnScheduler)
        {
            bool isHere;
            do
            {
                var ended = default(WaiterChain);
                var isMore = Step(ref ended);
                while (ended.Count > 1 && !journal.ContinuesInline && ended.TryTake(out var waiter))
                {
                    waiter.End(here: false);
                }

                isHere = isMore && TrySchedule();
                while (ended.TryTake(out var waiter))
                {
                    // Not where this thread has the next group to run: who blocks for that would wait for itself.
                    waiter.End(!isHere && (journal.ContinuesInline || (isOnScheduler && journal.Scheduler.TryContinueHere())));
                }
            }
            while (isHere);
        }

        /// <summary>The step of the leader. True: there is more to do.</summary>
        /// <param name="ended">Gets those whose wait is over.</param>
        private bool Step(ref WaiterChain ended)
        {
            try
            {
                if (Volatile.Read(ref journal._failure) is { } failure)
                {
                    _isFlipped = false;
                    journal.Poison(failure, ref ended);
                    return HasWork || !TryLeave();
                }

                if (!_isFlipped)
                {
                    journal.Gather();
                    _target = journal.EndGroup();
                    _isFlipped = true;
                    if (!journal._gate.Flip())
                    {
                        // Nothing may be touched here any more: the last one to leave may have scheduled the item already.
                        return false;
                    }
                }

                _isFlipped = false;
                journal.RunGroup(_target, ref ended);
            }
            catch (Exception exception)
            {
                journal.Poison(exception, ref ended);
            }

            // Who was waiting and disposes the journal next finds nobody in it.
            return HasWork || !TryLeave();
        }

        private bool TryLeave()
        {
            Interlocked.Exchange(ref _isActive, false);
            if (HasWork && !Interlocked.Exchange(ref _isActive, true))
            {
                return false;
            }

            journal.Exit();
            return true;
        }
    }
}
