namespace Mapwright;

/// <summary>Who waits for room in the buffer, and then perhaps for the flush; or for the flush alone.</summary>
/// <remarks>
/// Invariants:
/// <list type="number">
/// <item>A request for room is withdrawn by its token, or takes a place, by one exchange of <c>_phase</c>. Once it has a place it is not
/// withdrawn any more: it ends when the journal says so.</item>
/// <item>A wait for the flush alone is used again when its grant was taken, by who takes the version out of <c>_due</c>: the journal granted it after it had
/// left the room, and does nothing with it afterwards. One that ended otherwise may still be in the room, and is left to the garbage collector.</item>
/// </list>
/// </remarks>
internal sealed class JournalWaiter : Waiter<long>
{
    private const int Open = 0;
    private const int Placed = 1;
    private const int Withdrawn = 2;
    private const int Taken = -1;

    private readonly WaitingRoom? _home;
    private int _phase;
    private int _due;
    private Exception? _error;

    /// <summary>Waits for everything below a position to be durable; <see cref="Begin"/> says for which.</summary>
    /// <param name="home">Where it goes to be used again.</param>
    public JournalWaiter(WaitingRoom home)
        : base(ContinuationPolicy.Pool) =>
        _home = home;

    /// <summary>Waits for room, and then, if asked to, for the flush.</summary>
    public JournalWaiter(FrameKind kind, byte[] payload, bool commits)
        : base(ContinuationPolicy.Pool)
    {
        Kind = kind;
        Payload = payload;
        Commits = commits;
    }

    /// <summary>The next one in a <see cref="WaiterChain"/>.</summary>
    public JournalWaiter? Next { get; set; }

    public FrameKind Kind { get; }

    /// <summary>What is to be appended; null for a wait for the flush alone.</summary>
    public byte[]? Payload { get; }

    public bool Commits { get; }

    /// <summary>What has to be durable: everything below.</summary>
    public long Target { get; set; }

    /// <summary>What the wait ends with, when that is not the durable position.</summary>
    public long? Value { get; set; }

    /// <summary>Begins a wait for the flush.</summary>
    public void Begin(long target, long? value)
    {
        Target = target;
        Value = value;
        _due = (ushort)Version;
    }

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
    /// <param name="here">Whether the code that waits may go on on this thread.</param>
    public void End(bool here)
    {
        if (_error is not null)
        {
            Refuse(_error);
        }
        else
        {
            Grant(Value.GetValueOrDefault(), here);
        }
    }

    /// <inheritdoc/>
    protected override void GiveUp(Exception cause)
    {
        if (Interlocked.CompareExchange(ref _phase, Withdrawn, Open) == Open)
        {
            Refuse(cause);
        }
    }

    private protected override bool TryTake(short version) =>
        _home is null || Interlocked.CompareExchange(ref _due, Taken, (ushort)version) == (ushort)version;

    private protected override void Recycle()
    {
        if (_home is not null)
        {
            Reset();
            _phase = Open;
            _home.Return(this);
        }
    }
}
