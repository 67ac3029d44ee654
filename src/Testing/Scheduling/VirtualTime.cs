namespace Mapwright.Testing;

/// <summary>A clock that stands still until it is told to go on. Timers fire on the thread that moves it.</summary>
/// <remarks>Safe for use by many threads; it is moved by one at a time.</remarks>
public sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _elapsed;

    /// <summary>The virtual time that has passed.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                return _elapsed;
            }
        }
    }

    /// <summary>How many timers wait.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => s_start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass, and fires the timers that become due, in the order in which they do.</summary>
    /// <param name="time">How much.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var end = Elapsed + time;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _elapsed = end > _elapsed ? end : _elapsed;
        }
    }

    /// <summary>Lets time pass until the next timer is due, and fires it.</summary>
    /// <returns>False when no timer waits.</returns>
    public bool AdvanceToNextTimer()
    {
        if (TakeDue(TimeSpan.MaxValue) is not { } timer)
        {
            return false;
        }

        timer.Fire();
        return true;
    }

    /// <summary>Takes the timer that is due first, and moves the clock to it.</summary>
    private Timer? TakeDue(TimeSpan end)
    {
        lock (_gate)
        {
            // The list is in the order in which timers were set, and the first of equals is taken.
            var timer = _timers.MinBy(candidate => candidate.Due);
            if (timer is null || timer.Due > end)
            {
                return null;
            }

            _elapsed = timer.Due > _elapsed ? timer.Due : _elapsed;
            _timers.Remove(timer);
            timer.SetNext();
            return timer;
        }
    }

    private sealed class Timer(VirtualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _isDisposed;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                if (_isDisposed)
                {
                    return false;
                }

                _period = period;
                Set(dueTime);
                return true;
            }
        }

        public void SetNext()
        {
            if (_period > TimeSpan.Zero)
            {
                Set(_period);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._gate)
            {
                _isDisposed = true;
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Set(TimeSpan dueTime)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = owner._elapsed + dueTime;
                owner._timers.Add(this);
            }
        }
    }
}
