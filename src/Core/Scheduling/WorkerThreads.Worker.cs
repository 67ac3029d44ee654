namespace Mapwright;

public sealed partial class WorkerThreads
{
    /// <summary>A thread of the set.</summary>
    private sealed class Worker(WorkerThreads set, int place)
    {
        private readonly object _signal = new();
        private bool _woken;
        private bool _dismissed;

        /// <summary>The place in the set's table; the thread's number, from 0.</summary>
        public int Place => place;

        /// <summary>The thread that parked before this one. Guarded by the set's gate.</summary>
        public Worker? Below { get; set; }

        public void Start() => new Thread(Run)
        {
            Name = $"{set._options.NamePrefix} {place + 1}",
            IsBackground = true,
        }.UnsafeStart();

        /// <summary>Ends the wait of a thread that was taken off the stack: to search, or to find that the set was closed.</summary>
        public void Unpark(bool dismiss)
        {
            lock (_signal)
            {
                _woken = true;
                _dismissed = dismiss;
                Monitor.Pulse(_signal);
            }
        }

        private void Run()
        {
            s_current = set;
            var searching = true;
            do
            {
                while (set._queue.TryTake(out var item))
                {
                    if (searching)
                    {
                        searching = false;
                        set.StopSearching();
                    }

                    set.Process(item);
                }
            }
            while (set.TryPark(this, searching) && WaitForWork(out searching));

            set.OnLeft();
        }

        /// <summary>False: idle for too long.</summary>
        private bool WaitForWork(out bool searching)
        {
            lock (_signal)
            {
                var timeout = set._idleTimeout;
                while (!_woken)
                {
                    if (!Monitor.Wait(_signal, timeout) && !_woken)
                    {
                        if (set.TryLeaveStack(this))
                        {
                            searching = false;
                            return false;
                        }

                        // It is of the minimum, or about to be woken: no more than the minimum wait like this, and who joins them leaves.
                        timeout = Timeout.Infinite;
                    }
                }

                _woken = false;
                searching = !_dismissed;
                return true;
            }
        }
    }
}
