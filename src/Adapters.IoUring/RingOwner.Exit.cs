namespace Mapwright.Ringed;

/// <remarks>
/// The thread ends with the process, whatever it has, so an orderly exit gives it a moment, as it gives one to private threads. The ring is not closed:
/// other parties' exit handlers may still use it.
/// </remarks>
internal sealed partial class RingOwner
{
    private const int ExitWaitMilliseconds = 2000;

    private readonly ManualResetEventSlim _idle = new(false, spinCount: 0);
    private Thread? _thread;
    private bool _exiting;

    private void OnProcessExit(object? sender, EventArgs e)
    {
        if (Thread.CurrentThread != _thread)
        {
            Volatile.Write(ref _exiting, true);
            _wake!.Wake();
            _idle.Wait(ExitWaitMilliseconds);
        }
    }

    /// <summary>Lets the process exit when nothing was accepted that is not finished. Asked when a sleep has begun: who exits later wakes the owner.</summary>
    private void NoteIdle()
    {
        if (Volatile.Read(ref _exiting) && _queue.IsEmpty && _backlog.IsEmpty && _transfers!.Count == 0)
        {
            _idle.Set();
        }
    }
}
