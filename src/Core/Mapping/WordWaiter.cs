namespace Mapwright;

/// <summary>Who waits while a word of a mapping has a value.</summary>
/// <remarks>Continues on the pool, whatever the scheduler's policy: grants come from the one thread that looks for all waiters.</remarks>
internal sealed class WordWaiter(MappedFileBase map, StoragePlatform platform, long offset, int expected) : Waiter<int>(ContinuationPolicy.Pool)
{
    public MappedFileBase Map { get; } = map;

    public StoragePlatform Platform { get; } = platform;

    public long Offset { get; } = offset;

    public int Expected { get; } = expected;

    public new void Arm(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken) => base.Arm(timeout, clock, cancellationToken);

    /// <summary>Ends the wait with the value that was seen.</summary>
    public void Finish(int value) => Grant(value);

    /// <summary>Ends the wait with an error.</summary>
    public void Fail(Exception exception) => Refuse(exception);

    protected override void GiveUp(Exception cause)
    {
        WordPump.Remove(this);
        base.GiveUp(cause);
    }
}
