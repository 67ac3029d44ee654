namespace Mapwright;

/// <summary>A reader that waits for more. Ends when somebody thinks that there is, or when it is time to look.</summary>
internal sealed class TailWaiter(ContinuationPolicy continuations, long position) : Waiter<long>(continuations)
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
