namespace Mapwright.Testing;

/// <summary>The single checks of <see cref="SchedulerContract"/>.</summary>
internal sealed class SchedulerTrial(Func<IScheduler> create, SchedulerContractOptions options, List<string> violations)
{
    private const int Callers = 4;

    public void RunsEachItemOnce() => Try("runs each item once", scheduler =>
    {
        var items = Items(Callers * 1000);
        InParallel(caller => ScheduleAll(scheduler, items.AsSpan(caller * 1000, 1000)));
        Finish(scheduler, items);
    });

    public void RunsItemsOfItems() => Try("runs items that running items schedule", scheduler =>
    {
        var items = new ContractItem[1000];
        for (var i = items.Length - 1; i >= 0; i--)
        {
            var next = i + 1 < items.Length ? items[i + 1] : null;
            items[i] = new ContractItem(() =>
            {
                if (next is not null)
                {
                    scheduler.Schedule(next);
                }
            });
        }

        scheduler.Schedule(items[0]);
        Finish(scheduler, items);
    });

    public void RunsManyItems() => Try("runs 100,000 items", scheduler =>
    {
        var items = Items(100_000);
        ScheduleAll(scheduler, items);
        Finish(scheduler, items);
    });

    public void LetsGoOfItemsThatRan() => Try("does not touch an item that ran", scheduler =>
    {
        var items = Items(1000);
        ScheduleAll(scheduler, items);
        Finish(scheduler, items);
        Require(!Array.Exists(items, item => item.WasTouchedAfterwards), "it used Next of an item that had run, which may be another operation's by then");
    });

    public void NeverBlocks()
    {
        if (options.RunsOnCaller)
        {
            return;
        }

        Try("never blocks its caller", scheduler =>
        {
            var release = new ManualResetEventSlim();
            var items = Items(5000, release.Wait);
            try
            {
                Require(Completes(() => ScheduleAll(scheduler, items)), $"it blocked while it was given {items.Length} items that wait");
            }
            finally
            {
                release.Set();
            }

            Finish(scheduler, items);
        });
    }

    public void DecidesEachItemOnShutdown()
    {
        Try("runs or fails what it accepted before it is shut down", scheduler =>
        {
            if (!CanShutDown(scheduler))
            {
                return;
            }

            var release = new ManualResetEventSlim(options.RunsOnCaller);
            var items = Items(1000, release.Wait);
            if (!Completes(() => ScheduleAll(scheduler, items)))
            {
                // It blocks, which is a violation of its own.
                release.Set();
                return;
            }

            var ended = Completion(() => ShutDown(scheduler));
            release.Set();
            Require(IsSet(ended), "the shutdown did not end");
            Finish(scheduler, items, mayFail: true);
        });
        Try("runs or fails what it accepts while it is shut down", scheduler =>
        {
            if (!CanShutDown(scheduler))
            {
                return;
            }

            var accepted = new List<ContractItem>[Callers];
            var ended = Completion(() => ShutDown(scheduler));
            InParallel(caller => accepted[caller] = ScheduleUntilRefused(scheduler));
            Require(IsSet(ended), "the shutdown did not end");
            Finish(scheduler, [.. accepted.SelectMany(items => items)], mayFail: true);
        });
    }

    public void RefusesAfterShutdown() => Try("refuses items after its shutdown", scheduler =>
    {
        if (CanShutDown(scheduler))
        {
            ShutDown(scheduler);
            var item = new ContractItem();
            Require(!IsAccepted(scheduler, item), "it accepted an item after its shutdown");
            options.Drive?.Invoke(scheduler);
            Require(!item.IsDecided, "it ran or failed an item that it had refused");
        }
    });

    private static ContractItem[] Items(int count, Action? body = null) =>
        [.. Enumerable.Range(0, count).Select(_ => new ContractItem(body))];

    private static void ScheduleAll(IScheduler scheduler, ReadOnlySpan<ContractItem> items)
    {
        foreach (var item in items)
        {
            scheduler.Schedule(item);
        }
    }

    private static List<ContractItem> ScheduleUntilRefused(IScheduler scheduler)
    {
        var accepted = new List<ContractItem>();
        while (accepted.Count < 100_000)
        {
            var item = new ContractItem();
            if (!IsAccepted(scheduler, item))
            {
                break;
            }

            accepted.Add(item);
        }

        return accepted;
    }

    private static bool IsAccepted(IScheduler scheduler, ContractItem item)
    {
        try
        {
            scheduler.Schedule(item);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void Try(string promise, Action<IScheduler> check)
    {
        var scheduler = create();
        try
        {
            check(scheduler);
        }
        catch (Exception exception)
        {
            violations.Add($"A scheduler {promise}: {(exception is SchedulerContractException ? exception.Message : exception)}");

            // It may hang in its shutdown too, and its threads do not matter any more.
            return;
        }

        if (CanShutDown(scheduler) && !Completes(() => ShutDown(scheduler)))
        {
            violations.Add($"A scheduler {promise}: the shutdown after it did not end.");
        }
    }

    /// <summary>Waits until all items are decided, and checks that each was run once, or failed once where it may be.</summary>
    private void Finish(IScheduler scheduler, ContractItem[] items, bool mayFail = false)
    {
        options.Drive?.Invoke(scheduler);
        var areDecided = SpinWait.SpinUntil(() => Array.TrueForAll(items, item => item.IsDecided), options.Patience);
        Require(areDecided, $"{items.Count(item => !item.IsDecided)} of {items.Length} items were neither run nor failed");
        Require(Array.TrueForAll(items, item => item.Executed + item.Failed == 1), "an item was run or failed more than once");
        Require(mayFail || Array.TrueForAll(items, item => item.Failed == 0), "an item failed though the scheduler was not shut down");
    }

    private bool CanShutDown(IScheduler scheduler) =>
        options.ShutDown is not null || scheduler is IDisposable or IAsyncDisposable;

    private void ShutDown(IScheduler scheduler)
    {
        if (options.ShutDown is { } shutDown)
        {
            shutDown(scheduler);
        }
        else if (scheduler is IDisposable disposable)
        {
            disposable.Dispose();
        }
        else
        {
            ((IAsyncDisposable)scheduler).DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private void InParallel(Action<int> body)
    {
        var callers = Enumerable.Range(0, Callers).Select(caller => Completion(() => body(caller))).ToList();
        Require(callers.TrueForAll(IsSet), "a caller of Schedule did not come back");
    }

    private bool Completes(Action action) => IsSet(Completion(action));

    private bool IsSet(Outcome outcome)
    {
        if (!outcome.Ended.Wait(options.Patience))
        {
            return false;
        }

        if (outcome.Error is { } error)
        {
            throw error;
        }

        return true;
    }

    private static Outcome Completion(Action action)
    {
        var outcome = new Outcome();
        new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                outcome.Error = exception;
            }

            outcome.Ended.Set();
        })
        { IsBackground = true, Name = "Mapwright scheduler contract" }.Start();
        return outcome;
    }

    private static void Require(bool holds, string violation)
    {
        if (!holds)
        {
            throw new SchedulerContractException(violation);
        }
    }

    private sealed class Outcome
    {
        public ManualResetEventSlim Ended { get; } = new();

        public Exception? Error { get; set; }
    }
}
