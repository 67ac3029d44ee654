namespace Mapwright;

/// <summary>Who waits for room in the buffer, and then perhaps for the flush; or for the flush alone.</summary>
/// <remarks>
/// Invariant: a request for room is withdrawn by its token, or takes a place, by one exchange of <c>_phase</c>. Once it has a place it is not
/// withdrawn any more: it ends when the journal says so.
/// </remarks>
internal sealed class JournalWaiter : Waiter<long>
{
    private const int Open = 0;
    private const int Placed = 1;
    private const int Withdrawn = 2;

    private int _phase;
    private Exception? _error;

    /// <summary>Waits for everything below a position to be durable.</summary>
    public JournalWaiter(ContinuationPolicy continuations, long target, long? value)
        : base(continuations)
    {
        Target = target;
        Value = value;
    }

    /// <summary>Waits for room, and then, if asked to, for the flush.</summary>
    public JournalWaiter(ContinuationPolicy continuations, FrameKind kind, byte[] payload, bool commits)
        : base(continuations)
    {
        Kind = kind;
        Payload = payload;
        Commits = commits;
    }

    public FrameKind Kind { get; }

    /// <summary>What is to be appended; null for a wait for the flush alone.</summary>
    public byte[]? Payload { get; }

    public bool Commits { get; }

    /// <summary>What has to be durable: everything below.</summary>
    public long Target { get; set; }

    /// <summary>What the wait ends with, when that is not the durable position.</summary>
    public long? Value { get; set; }

    public void Arm(TimeProvider clock, CancellationToken cancellationToken) => Arm(Timeout.InfiniteTimeSpan, clock, cancellationToken);

    /// <summary>Whether the request gets the place that was found for it; otherwise it was withdrawn.</summary>
    public bool TryPlace() => Interlocked.CompareExchange(ref _phase, Placed, Open) == Open;

    /// <summary>Decides what the wait ends with.</summary>
    public JournalWaiter With(long result)
    {
        Value = result;
        return this;
    }

    /// <inheritdoc cref="With(long)"/>
    public JournalWaiter With(Exception error)
    {
        _error = error;
        return this;
    }

    /// <summary>Ends the wait with what was decided.</summary>
    public void End()
    {
        if (_error is not null)
        {
            Refuse(_error);
        }
        else
        {
            Grant(Value.GetValueOrDefault());
        }
    }

    public void End(Exception error) => With(error).End();

    /// <inheritdoc/>
    protected override void GiveUp(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _phase, Withdrawn, Open) == Open)
        {
            Refuse(cause);
        }
    }
}
