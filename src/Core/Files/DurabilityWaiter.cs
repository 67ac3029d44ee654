namespace Mapwright;

/// <summary>Waits until a mark is durable. It holds a use of its file until it has left the line.</summary>
/// <remarks>Goes on on the pool, whatever the scheduler's policy: it is granted inside another party's flush.</remarks>
internal sealed class DurabilityWaiter(DurabilityMark mark, StorageFileBase file) : Waiter<DurabilityMark>(ContinuationPolicy.Pool)
{
    public DurabilityMark Mark => mark;

    public void Arm(CancellationToken cancellationToken) => Arm(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>Makes the next flush, for all who wait when it begins.</summary>
    public void Lead() => file.Lead(this);

    /// <summary>Ends the wait, after it was taken out of the line.</summary>
    public void Finish(Exception? error)
    {
        file.EndWait();
        _ = error is null ? Grant(mark) : Refuse(error);
    }

    protected override void GiveUp(Exception cause)
    {
        if (mark.Inode!.Durability.Leave(this))
        {
            Finish(cause);
        }
    }
}
