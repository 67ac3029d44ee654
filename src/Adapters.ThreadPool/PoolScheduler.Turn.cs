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
    /// A turn runs one operation after another for up to half a millisecond, then lets other work of the pool pass. While
    /// operations are quick, the code that awaits them goes on right here, and what it schedules is queued here.
    /// </remarks>
    private sealed class Turn(PoolScheduler owner) : IThreadPoolWorkItem
    {
        private readonly LocalQueue _local = new();
        private int _taken;
        private int _completed;

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
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return true;
        }

        /// <summary>Queues an item here. Called on the thread of the turn.</summary>
        public bool TryAdd(IWorkItem item) => _local.TryAdd(item);

        public bool TryTake([NotNullWhen(true)] out IWorkItem? item) => _local.TryTake(out item);

        public void Execute()
        {
            s_current = this;
            var started = Stopwatch.GetTimestamp();
            var before = started;
            while (RunBatch(out var count))
            {
                var now = Stopwatch.GetTimestamp();
                owner._pace.Sample(count, now - before);
                if (owner._pace.Rests)
                {
                    owner.Relieve(this);
                    break;
                }

                if (now - started > s_turnTicks)
                {
                    s_current = null;
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                if (HasQueued)
                {
                    owner.TryStartTurn();
                }

                before = now;
            }

            s_current = null;
            Interlocked.Exchange(ref _taken, 0);
            if (owner._threads.HasQueued)
            {
                owner.Engage();
            }

            owner.EndWhenDone();
        }

        /// <summary>False: nothing was left to run.</summary>
        private bool RunBatch(out int count)
        {
            // What other threads scheduled is not kept waiting by what this turn schedules for itself.
            count = 0;
            if (!owner._threads.TryTake(out var item) && !TryTakeAny(out item))
            {
                return false;
            }

            do
            {
                if (!owner._pace.IsQuick)
                {
                    // This one may block: whatever waits behind it needs another thread.
                    owner._threads.Wake();
                }

                item.Execute();
                count++;
                Volatile.Write(ref _completed, _completed + 1);
            }
            while (count < QuickBatch && owner._pace.IsQuick && (_local.TryTake(out item) || TryTakeAny(out item)));

            return true;
        }

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
