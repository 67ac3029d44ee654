using System.Diagnostics;

namespace Mapwright;

/// <summary>What an operation that waits for a thread remembers for those who listen; nothing while nobody does.</summary>
internal struct QueueTicket
{
    private string? _scheduler;
    private long _since;

    /// <summary>The activity that the caller was in: what the operation does belongs to it.</summary>
    public Activity? Caller { get; private set; }

    /// <summary>The operation is about to be given to a scheduler.</summary>
    public void Enter(IScheduler scheduler)
    {
        if (Telemetry.NeedsQueue)
        {
            _scheduler = scheduler.GetType().Name;
            _since = Stopwatch.GetTimestamp();
            Telemetry.NoteQueued(_scheduler);
        }

        Capture();
    }

    /// <summary>Remembers the caller's activity.</summary>
    public void Capture()
    {
        if (Telemetry.Activities.HasListeners())
        {
            Caller = Activity.Current;
        }
    }

    /// <summary>The scheduler came to it, to run it or to drop it.</summary>
    public void Leave()
    {
        if (_scheduler is not null)
        {
            Telemetry.NoteDequeued(_scheduler, _since);
            _scheduler = null;
        }
    }

    /// <summary>Makes the caller's activity that of this thread.</summary>
    /// <returns>What it was, for <see cref="Return"/>.</returns>
    public readonly Activity? Adopt()
    {
        if (Caller is null)
        {
            return null;
        }

        var own = Activity.Current;
        Activity.Current = Caller;
        return own;
    }

    /// <summary>Ends what <see cref="Adopt"/> began.</summary>
    public void Return(Activity? own)
    {
        if (Caller is not null)
        {
            Activity.Current = own;
            Caller = null;
        }
    }
}
