using System.Diagnostics;

namespace Mapwright;

/// <summary>The item of an operation in two halves, each a hop of its own, with a wait between them that keeps no thread.</summary>
/// <typeparam name="TResult">The result, as the adapter types it.</typeparam>
/// <typeparam name="TBody">The result, as the body types it.</typeparam>
/// <remarks>
/// While it waits, the item is Running and the scheduler's ownership belongs to <see cref="GoOn"/>. Its token does nothing to it then: the wait listens
/// to the token itself. A wait that ended, whichever way, is followed by one hop, because the way back (close, remove) makes calls that block too.
/// </remarks>
internal abstract class SuspendingItem<TResult, TBody> : WorkItem<TResult>
    where TResult : TBody
{
    private Suspended<TBody>? _suspended;
    private Task? _wait;
    private Activity? _caller;

    /// <summary>Runs the first half.</summary>
    protected abstract Suspended<TBody> Begin();

    /// <inheritdoc/>
    protected sealed override TResult Run()
    {
        var suspended = Begin();
        _wait = suspended.WhenReady();
        if (_wait is null)
        {
            return (TResult)suspended.Finish()!;
        }

        _suspended = suspended;
        _caller = Activity.Current;
        return default!;
    }

    private protected sealed override bool TrySuspend()
    {
        if (_wait is not { } wait)
        {
            return false;
        }

        var (suspended, caller) = (_suspended!, _caller);
        (_suspended, _wait, _caller) = (null, null, null);
        _ = GoOn(suspended, wait, caller);
        return true;
    }

    private async Task GoOn(Suspended<TBody> suspended, Task wait, Activity? caller)
    {
        // Flows through the awaits, and ends with this method.
        Activity.Current = caller;
        var half = new SecondHalf(suspended);
        TResult result;
        try
        {
            await wait.ConfigureAwait(false);
            result = (TResult)(await half.Start(Scheduler).ConfigureAwait(false))!;
        }
        catch (Exception exception)
        {
            Break(half.HasBegun ? exception : suspended.Abandon(exception));
            return;
        }

        Succeed(result);
    }

    /// <summary>What goes through the scheduler the second time. Not pooled: waits are rare and long next to an allocation.</summary>
    private sealed class SecondHalf(Suspended<TBody> suspended) : WorkItem<TBody>
    {
        /// <summary>Whether a scheduler ran it, and did not refuse or drop it.</summary>
        public bool HasBegun { get; private set; }

        protected override TBody Run()
        {
            HasBegun = true;
            return suspended.Finish();
        }

        protected override void Clear()
        {
        }

        protected override void Return()
        {
        }
    }
}
