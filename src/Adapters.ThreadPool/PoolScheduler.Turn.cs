using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Mapwright.Pooled;

public sealed partial class PoolScheduler
{
    private const int QuickBatch = 16;

    private static readonly long s_turnTicks = Stopwatch.Frequency / 2_000;

    [ThreadStatic]
    private static Turn? s_current;

    /// <summary>
    /// A pool thread's leave to run operations: there are as many turns as pool threads may be inside a blocking body.
    /// </summary>
    /// <remarks>
    /// While operations are quick, a turn runs one after another for up to half a millisecond, then lets other work of the pool
    /// pass; the code that awaits them goes on right here, and what it schedules is queued here. Where they take their time, a
    /// turn is one body: it ends when the body does, and the thread goes on with the awaiting code as any pool thread would.
    /// Awaiting code that waits for the end of the scheduler would wait for the turn that it runs in, so it ends that turn first.
    /// Invariant: the thread that has the turn touches it only while <c>s_current</c> is the turn: else it ended, and may be
    /// another thread's.
    /// </remarks>
    private sealed class Turn(PoolScheduler owner) : IThreadPoolWorkItem
    {
        private readonly LocalQueue _local = new();
        private int _taken;
        private int _completed;
        private bool _endsWithBody;
        private bool _goesOn;
        private long _bodyStarted;

        public PoolScheduler Owner => owner;

        /// <summary>Whether the turn is given to a pool thread, which may not have come to it yet.</summary>
        public bool IsTaken => Volatile.Read(ref _taken) != 0;

        /// <summary>How many operations were completed; for the watch.</summary>
        public int Completed => Volatile.Read(ref _completed);

        public bool HasQueued => !_local.IsEmpty;

        /// <summary>Takes the turn, and asks the pool for a thread. False: it is taken.</summary>
        public bool TryStart()
        {
            if (IsTaken || Interlocked.CompareExchange(ref _taken, 1, 0) != 0)
            {
                return false;
            }

            owner._watch.OnTurnStarted();
            Enqueue(preferLocal: true);
            return true;
        }

        /// <summary>Asks the pool for a thread. Does not throw: the turn is taken, and what was queued for it is accepted.</summary>
        private void Enqueue(bool preferLocal)
        {
            try
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal);
            }
            catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
            {
                // The system has no thread for the pool, which keeps the turn until it has one: a private thread need not wait for that.
                owner._threads.Wake();
            }
        }

        /// <summary>Queues an item here. Called on the thread of the turn.</summary>
        public bool TryAdd(IWorkItem item) => _local.TryAdd(item);

        public bool TryTake([NotNullWhen(true)] out IWorkItem? item) => _local.TryTake(out item);

        /// <summary>Gives what is queued here to all threads.</summary>
        public void HandOver()
        {
            while (_local.TryTake(out var item))
            {
                try
                {
                    owner._threads.Add(item);
                }
                catch (ObjectDisposedException)
                {
                    // It was accepted before the scheduler was closed. Outside of the turn, so that nothing in it ends the turn.
                    var current = s_current;
                    s_current = null;
                    item.Execute();
                    s_current = current;
                }
            }
        }

        public bool TryContinueHere()
        {
            if (!_endsWithBody)
            {
                return _goesOn = owner._pace.IsQuick;
            }

            EndBody();
            return true;
        }

        /// <summary>Ends the turn where awaiting code runs in it. A body is left alone: it is what the end of the scheduler waits for.</summary>
        public void EndForAwaitingCode()
        {
            if (_goesOn)
            {
                End();
            }
        }

        public void Execute()
        {
            s_current = this;
            var started = Stopwatch.GetTimestamp();
            while (TryTakeFirst(out var item))
            {
                if (!owner._pace.IsQuick)
                {
                    RunBody(item);
                    return;
                }

                var ended = RunQuick(item);
                if (s_current != this)
                {
                    return;
                }

                if (ended - started > s_turnTicks)
                {
                    s_current = null;
                    Enqueue(preferLocal: false);
                    return;
                }

                if (HasQueued)
                {
                    owner.TryStartTurn();
                }
            }

            End();
        }

        private void RunBody(IWorkItem item)
        {
            // Whatever waits behind this one needs another thread.
            HandOver();
            owner._threads.Wake();
            _goesOn = false;
            _endsWithBody = true;
            _bodyStarted = Stopwatch.GetTimestamp();
            item.Execute();

            // Otherwise it ended in there.
            if (s_current == this)
            {
                EndBody();
            }
        }

        private void EndBody()
        {
            _endsWithBody = false;
            owner._pace.Sample(1, Stopwatch.GetTimestamp() - _bodyStarted);
            Volatile.Write(ref _completed, _completed + 1);
            End();
        }

        private void End()
        {
            HandOver();
            s_current = null;
            Interlocked.Exchange(ref _taken, 0);
            if (owner._threads.HasQueued)
            {
                owner.Engage();
            }

            owner.EndWhenDone();
        }

        /// <summary>Runs a batch, and says when it ended; the turn may have ended in there.</summary>
        private long RunQuick(IWorkItem? item)
        {
            var started = Stopwatch.GetTimestamp();
            var count = 0;
            do
            {
                _goesOn = false;
                item!.Execute();
                if (s_current != this)
                {
                    return 0;
                }

                count++;
                Volatile.Write(ref _completed, _completed + 1);
            }
            while (count < QuickBatch && owner._pace.IsQuick && TryTakeAny(out item));

            var ended = Stopwatch.GetTimestamp();
            owner._pace.Sample(count, ended - started);
            return ended;
        }

        /// <summary>What other threads scheduled first, so that it is not kept waiting by what this turn schedules for itself.</summary>
        private bool TryTakeFirst([NotNullWhen(true)] out IWorkItem? item) => owner._threads.TryTake(out item) || TryTakeAny(out item);

        private bool TryTakeAny([NotNullWhen(true)] out IWorkItem? item)
        {
            if (_local.TryTake(out item) || owner._threads.TryTake(out item))
            {
                return true;
            }

            foreach (var turn in owner._turns)
            {
                if (turn.TryTake(out item))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
