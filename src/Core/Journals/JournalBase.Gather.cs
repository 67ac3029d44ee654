using System.Diagnostics;

namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>The longest wait for those who are expected, whatever a flush takes.</summary>
    private static readonly TimeSpan s_longestGathering = TimeSpan.FromMicroseconds(100);

    /// <summary>How many use the journal now: those that the last group answered, and those that waited for the next then.</summary>
    private int _expected;

    /// <summary>How long the last flush took.</summary>
    private TimeSpan _flushTime;

    /// <summary>
    /// Gives those that were just answered a moment to come back, an eighth of a flush at most: else half of the callers would wait for the flush of the
    /// other half, in turns, and each flush would serve only half of them.
    /// </summary>
    /// <remarks>By the leader, before its group ends. A lone caller never waits here, and who stays away is waited for once.</remarks>
    private void Gather()
    {
        if (_expected <= 1 || !_room.HasCommits)
        {
            return;
        }

        var longest = _flushTime / 8;
        longest = longest < s_longestGathering ? longest : s_longestGathering;
        var start = Stopwatch.GetTimestamp();
        while (_room.CommitCount < _expected && Stopwatch.GetElapsedTime(start) < longest)
        {
            // They may need this processor to come back.
            Thread.Yield();
        }
    }
}
