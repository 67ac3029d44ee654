namespace Mapwright;

/// <summary>
/// How long the head of a lock queue leaves a lock of another process alone: doubling from 50 µs to 5 ms, and a random half off, so
/// that processes that wait for the same lock do not ask in step.
/// </summary>
internal struct PollBackoff
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(5);

    private TimeSpan _last;

    /// <summary>The next delay.</summary>
    /// <param name="random">A number from 0 up to 1.</param>
    public TimeSpan Next(double random)
    {
        var delay = _last == TimeSpan.Zero ? s_shortest : _last * 2;
        _last = delay < s_longest ? delay : s_longest;
        return _last * (1 - (random / 2));
    }
}
