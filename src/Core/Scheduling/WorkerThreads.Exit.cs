namespace Mapwright;

/// <remarks>
/// Background threads end with the process, whatever they do, so an orderly exit gives them a moment. The set is not
/// closed: other parties' exit handlers may still use it. It is hooked up only while it has threads.
/// </remarks>
public sealed partial class WorkerThreads
{
    private const int ExitWaitMilliseconds = 2000;

    [ThreadStatic]
    private static WorkerThreads? s_current;

    private readonly ManualResetEventSlim _idle = new(false, spinCount: 0);
    private volatile bool _exiting;

    private void OnProcessExit(object? sender, EventArgs e) => WaitForIdle();

    /// <summary>Waits until nothing is queued or running, but for what the calling thread runs; not for ever.</summary>
    internal void WaitForIdle()
    {
        _exiting = true;
        var started = Environment.TickCount64;
        long remaining;
        do
        {
            _idle.Reset();
            remaining = ExitWaitMilliseconds - (Environment.TickCount64 - started);
        }
        while (!IsIdle() && remaining > 0 && _idle.Wait((int)remaining));
    }

    /// <summary>Whether all threads are parked, but for the calling one.</summary>
    private bool IsIdle()
    {
        lock (_gate)
        {
            var busy = s_current == this ? _alive - 1 : _alive;
            for (var parked = _parked; parked is not null; parked = parked.Below)
            {
                busy--;
            }

            return busy == 0 && _queue.IsEmpty;
        }
    }
}
