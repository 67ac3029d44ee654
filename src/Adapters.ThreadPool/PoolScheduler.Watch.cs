namespace Mapwright.Pooled;

public sealed partial class PoolScheduler
{
    /// <summary>
    /// Looks once a millisecond, while turns are taken, whether one of them makes no progress while operations wait, and then
    /// lets private threads have them: a body that was taken to be quick blocks, the code after an <c>await</c> takes long, or
    /// the pool has no thread to give.
    /// </summary>
    /// <remarks>
    /// Invariant: while a turn is taken, the watch is awake or somebody is about to wake it. Who takes a turn publishes that
    /// with a full fence and then reads <c>_awake</c>; the watch clears <c>_awake</c>, and after a full fence looks at the turns.
    /// Where the system has no thread for it, it is neither awake nor there, each turn that is taken asks again, and no operation
    /// is taken to be quick: what waits behind a body is then handed over before the body runs, and needs no watch.
    /// </remarks>
    private sealed class Watch(PoolScheduler owner, int idleTimeout)
    {
        private const int PeriodMilliseconds = 1;
        private const int PeriodsUntilAsleep = 64;

        private readonly object _signal = new();
        private readonly int[] _completed = new int[s_turnCount];
        private bool _awake;
        private bool _exists;

        /// <summary>Does not throw: the turn is taken, and what was queued for it is accepted.</summary>
        public void OnTurnStarted()
        {
            if (!Volatile.Read(ref _awake) && !TryWakeUp())
            {
                owner._pace.Slow();
            }
        }

        /// <summary>False: the system has no thread to give.</summary>
        private bool TryWakeUp()
        {
            lock (_signal)
            {
                if (_awake)
                {
                    return true;
                }

                if (_exists)
                {
                    _awake = true;
                    Monitor.Pulse(_signal);
                    return true;
                }

                try
                {
                    new Thread(Run) { Name = "Mapwright pool watch", IsBackground = true }.UnsafeStart();
                }
                catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
                {
                    return false;
                }

                _awake = _exists = true;
                return true;
            }
        }

        private void Run()
        {
            var quietPeriods = 0;
            while (quietPeriods < PeriodsUntilAsleep ? Tick() : Sleep())
            {
                quietPeriods = quietPeriods < PeriodsUntilAsleep && !Inspect() ? quietPeriods + 1 : 0;
            }
        }

        private bool Tick()
        {
            lock (_signal)
            {
                Monitor.Wait(_signal, PeriodMilliseconds);
                return true;
            }
        }

        /// <summary>False: nothing happened for so long that the thread exits.</summary>
        private bool Sleep()
        {
            lock (_signal)
            {
                Volatile.Write(ref _awake, false);
                Interlocked.MemoryBarrier();
                if (Array.Exists(owner._turns, static turn => turn.IsTaken))
                {
                    _awake = true;
                }

                while (!_awake)
                {
                    if (!Monitor.Wait(_signal, idleTimeout) && !_awake)
                    {
                        _exists = false;
                        return false;
                    }
                }

                return true;
            }
        }

        /// <summary>Whether anything ran, or waits to run.</summary>
        private bool Inspect()
        {
            var isActive = false;
            for (var i = 0; i < _completed.Length; i++)
            {
                var turn = owner._turns[i];
                var completed = turn.Completed;
                var progressed = completed != _completed[i];
                _completed[i] = completed;
                isActive |= progressed || turn.IsTaken;
                if (!progressed && turn.IsTaken)
                {
                    owner.Relieve(turn);
                }
            }

            return isActive;
        }
    }
}
