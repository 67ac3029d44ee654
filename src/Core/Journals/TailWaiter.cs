namespace Mapwright;

/// <summary>A reader that waits for more. Ends when somebody thinks that there is, or when it is time to look.</summary>
/// <remarks>Its code never goes on where it is woken: in the middle of a group of the writer, whose callers it would keep waiting, itself perhaps among them.</remarks>
internal sealed class TailWaiter(long position) : Waiter<long>(ContinuationPolicy.Pool)
{
    public void Wake() => Grant(position);

    public void Leave(Exception cause) => Refuse(cause);

    public new void Arm(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken) => base.Arm(timeout, clock, cancellationToken);

    /// <inheritdoc/>
    protected override void GiveUp(Exception cause)
    {
        if (cause is TimeoutException)
        {
            Wake();
        }
        else
        {
            Refuse(cause);
        }
    }
}
