using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Mapwright;

/// <remarks>Its two owners, and what each of them does last.</remarks>
public abstract partial class WorkItem<TResult>
{
    private const int AwaiterBit = 1;
    private const int SchedulerBit = 2;
    private const int OwnerBits = AwaiterBit | SchedulerBit;
    private const int VersionShift = 16;

    private int _owners;

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        Settle(token);
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            LetGoOfAwaiter(token);
        }
    }

    void IValueTaskSource.GetResult(short token) => ((IValueTaskSource<TResult>)this).GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>The scheduler's last act on the item.</summary>
    private protected void LetGoOfScheduler()
    {
        // Where the awaiter went first, and inline continuations do, nobody else writes the word any more.
        var before = Volatile.Read(ref _owners);
        if ((before & OwnerBits) != SchedulerBit)
        {
            before = Interlocked.And(ref _owners, ~SchedulerBit);
            if ((before & SchedulerBit) == 0)
            {
                ThrowMisused();
            }
        }

        if ((before & AwaiterBit) == 0)
        {
            Recycle();
        }
    }

    /// <summary>The awaiter's last act on the item.</summary>
    private void LetGoOfAwaiter(short token)
    {
        var before = ThrowUnlessAwaitable(token);
        int seen;
        while ((seen = Interlocked.CompareExchange(ref _owners, before & ~AwaiterBit, before)) != before)
        {
            // Either the scheduler let go, or a second await came first; then the item may have a new renter.
            before = ThrowUnlessAwaitable(token);
        }

        if ((seen & SchedulerBit) == 0)
        {
            Recycle();
        }
    }

    private int ThrowUnlessAwaitable(short token)
    {
        var owners = Volatile.Read(ref _owners);
        if ((owners & AwaiterBit) == 0 || (short)(owners >> VersionShift) != token)
        {
            ThrowMisused();
        }

        return owners;
    }

    /// <summary>Rejects a second await and an unfinished operation before anything is let go, and waits for the callback's end.</summary>
    private void Settle(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            ThrowMisused();
        }

        // Copied first: what is checked to be this await's afterwards is no registration of the next renter.
        var registration = _registration;
        ThrowUnlessAwaitable(token);
        registration.Dispose();
    }

    private void Recycle()
    {
        Clear();
        Next = null;
        CancellationToken = default;
        _registration = default;
        _scheduler = null;
        _ticket = default;
        _state = Idle;
        _owners = 0;
        _source.Reset();
        Return();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowMisused() =>
        throw new InvalidOperationException("A pending operation is awaited once, and a scheduler runs or fails an item once.");
}
