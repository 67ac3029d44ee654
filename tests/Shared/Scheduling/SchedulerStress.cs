using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mapwright.Tests.Scheduling;

/// <summary>
/// Many callers at once do to a scheduler what callers do: await, cancel at any moment, forget, await twice, get errors. Each
/// outcome is checked to be the operation's own.
/// </summary>
internal sealed class SchedulerStress(Func<IScheduler> scheduler, int seed)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>A run starts no more operations after this, so that a busy machine makes it smaller and not longer.</summary>
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(8);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private readonly ConcurrentQueue<Operation> _forgotten = new();
    private long _operations;
    private long _cancelled;
    private long _refused;

    /// <summary>Operations that were cancelled before they started.</summary>
    public long Cancelled => _cancelled;

    /// <summary>Operations that a scheduler which was shut down refused, or failed in its queue.</summary>
    public long Refused => _refused;

    /// <summary>Operations that nobody awaited; how often each ran is known when the scheduler has ended.</summary>
    public IEnumerable<Operation> Forgotten => _forgotten;

    /// <summary>Runs until all is done, or until the first mistake: what it broke may never end.</summary>
    public async Task RunAsync(int operations, int callers)
    {
        var calls = Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(new Random(seed + caller), operations / callers))).ToList();
        while (calls.Count > 0)
        {
            var ended = await Task.WhenAny(calls).WaitAsync(s_limit);
            calls.Remove(ended);
            await ended;
        }
    }

    private async Task CallAsync(Random random, int operations)
    {
        for (var i = 0; i < operations && _clock.Elapsed < s_budget; i++)
        {
            var operation = new Operation(Interlocked.Increment(ref _operations), throws: random.Next(50) == 0);
            switch (random.Next(100))
            {
                case < 5:
                    Forget(operation);
                    break;
                case 5:
                    await AwaitTwiceAsync(operation);
                    break;
                case 6:
                    await RaceForResultAsync(operation);
                    break;
                case < 12:
                    await CancelAsync(operation, random);
                    break;
                default:
                    await CheckAsync(operation, StressItem.Start(scheduler(), operation, default), mayBeCancelled: false);
                    break;
            }
        }
    }

    private async Task CheckAsync(Operation operation, ValueTask<long> pending, bool mayBeCancelled)
    {
        try
        {
            (await pending.ConfigureAwait(false)).ShouldBe(operation.Id);
            operation.Throws.ShouldBeFalse();
            operation.Runs.ShouldBe(1);
        }
        catch (OperationException exception)
        {
            exception.Id.ShouldBe(operation.Id);
            operation.Throws.ShouldBeTrue();
            operation.Runs.ShouldBe(1);
        }
        catch (OperationCanceledException) when (mayBeCancelled)
        {
            operation.Runs.ShouldBe(0);
            Interlocked.Increment(ref _cancelled);
        }
        catch (ObjectDisposedException)
        {
            operation.Runs.ShouldBe(0);
            Interlocked.Increment(ref _refused);
        }
    }

    private void Forget(Operation operation)
    {
        var pending = StressItem.Start(scheduler(), operation, default);
        _ = pending.IsCompleted;
        _forgotten.Enqueue(operation);
    }

    private async Task AwaitTwiceAsync(Operation operation)
    {
        var pending = StressItem.Start(scheduler(), operation, default);
        await CheckAsync(operation, pending, mayBeCancelled: false);
        Should.Throw<InvalidOperationException>(() => pending.GetAwaiter().GetResult()).ShouldNotBeOfType<ObjectDisposedException>();
    }

    private async Task RaceForResultAsync(Operation operation)
    {
        var pending = StressItem.Start(scheduler(), operation, default);
        while (!pending.IsCompleted)
        {
            await Task.Yield();
        }

        var rival = Task.Run(() => TryTake(pending, operation));
        (TryTake(pending, operation) ^ await rival).ShouldBeTrue("One of two that take a result gets it.");
    }

    private bool TryTake(ValueTask<long> pending, Operation operation)
    {
        try
        {
            pending.GetAwaiter().GetResult().ShouldBe(operation.Id);
            return true;
        }
        catch (OperationException exception)
        {
            exception.Id.ShouldBe(operation.Id);
            return true;
        }
        catch (ObjectDisposedException)
        {
            Interlocked.Increment(ref _refused);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task CancelAsync(Operation operation, Random random)
    {
        using var cancellation = new CancellationTokenSource();
        switch (random.Next(3))
        {
            case 0:
                cancellation.Cancel();
                await CheckAsync(operation, StressItem.Start(scheduler(), operation, cancellation.Token), mayBeCancelled: true);
                break;
            case 1:
                var early = StressItem.Start(scheduler(), operation, cancellation.Token);
                cancellation.Cancel();
                await CheckAsync(operation, early, mayBeCancelled: true);
                break;
            default:
                var cancel = Task.Run(cancellation.Cancel);
                await CheckAsync(operation, StressItem.Start(scheduler(), operation, cancellation.Token), mayBeCancelled: true);
                await cancel;
                break;
        }
    }
}
