using System.Diagnostics;

namespace Mapwright.Pooled;

/// <summary>Tells operations that take no time from operations that block.</summary>
/// <remarks>
/// Quick operations are worth no other thread: waking one costs more than running them here. It takes a run of quick samples to
/// be called quick and one slow sample to lose it; who loses it soon has to show a longer run each time. Several turns
/// sample at once and without synchronisation: a lost update delays a change by a sample.
/// After an operation that kept its thread for a millisecond or more, turns rest for much longer than it took: a pool that sees
/// its threads occupied adds threads, even where each is occupied by leave.
/// </remarks>
internal sealed class Pace
{
    /// <summary>What waking a thread and coming back costs, per operation.</summary>
    private static readonly long s_quickTicks = Stopwatch.Frequency / 200_000;

    private const int FirstRun = 16;
    private const int LongestRun = 16 * 1024;
    private const int RestFactor = 16;
    private const int LongestRestMilliseconds = 1000;

    private long _restUntil;
    private int _run;
    private int _needed = FirstRun;
    private volatile bool _isQuick;

    public bool IsQuick => _isQuick;

    /// <summary>Whether no turn is to start now.</summary>
    public bool Rests
    {
        get
        {
            var until = Volatile.Read(ref _restUntil);
            return until != 0 && Environment.TickCount64 < until;
        }
    }

    /// <summary>Some operations, and what follows them on the same thread, took this long.</summary>
    public void Sample(int operations, long ticks)
    {
        if (ticks > operations * s_quickTicks)
        {
            Slow();
            var milliseconds = ticks / operations * 1000 / Stopwatch.Frequency;
            Volatile.Write(ref _restUntil, milliseconds == 0 ? 0 : Environment.TickCount64 + long.Min(milliseconds * RestFactor, LongestRestMilliseconds));
            return;
        }

        _run = int.Min(_run + operations, LongestRun);
        if (!_isQuick && _run >= _needed)
        {
            _isQuick = true;
            _run = 0;
        }
        else if (_isQuick && _run == LongestRun)
        {
            _needed = FirstRun;
        }
    }

    /// <summary>Operations wait behind one that takes its time.</summary>
    public void Slow()
    {
        if (_isQuick)
        {
            _isQuick = false;
            _needed = int.Min(_needed * 2, LongestRun);
        }

        _run = 0;
    }
}
