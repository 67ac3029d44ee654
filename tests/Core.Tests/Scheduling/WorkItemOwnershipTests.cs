using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>An item has two owners. Each of these fails when one of them alone returns it to the pool.</summary>
[Collection(Alone.Name)]
public sealed class WorkItemOwnershipTests
{
    private readonly ManualScheduler _scheduler = new();

    [Fact]
    public async Task A_cancelled_item_that_is_still_queued_is_not_executed_for_the_next_renter()
    {
        using var cancellation = new CancellationTokenSource();
        var first = TestItem.Rent(() => 1, cancellation.Token);
        var pending = first.Start(_scheduler);
        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(async () => await pending);

        // Rented while the scheduler still holds the first.
        var runs = 0;
        var second = TestItem.Rent(() => ++runs);
        second.ShouldNotBeSameAs(first);
        var next = second.Start(_scheduler);
        _scheduler.RunAll();
        (await next).ShouldBe(1);
        runs.ShouldBe(1);
    }

    [Fact]
    public void An_item_whose_result_was_taken_inside_its_execution_is_not_rented_until_that_ends()
    {
        var scheduler = new AskedScheduler(allows: true);
        var first = TestItem.Rent(() => 1);
        var awaiter = first.Start(scheduler).ConfigureAwait(false).GetAwaiter();
        TestItem? second = null;
        awaiter.UnsafeOnCompleted(() =>
        {
            awaiter.GetResult().ShouldBe(1);
            second = TestItem.Rent(() => 2);
        });
        scheduler.Items.RunAll();
        second.ShouldNotBeNull().ShouldNotBeSameAs(first);
        first.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void An_item_that_was_executed_keeps_its_result_until_it_is_taken()
    {
        var first = TestItem.Rent(() => 1);
        var pending = first.Start(_scheduler);
        _scheduler.RunAll();
        first.IsIdle.ShouldBeFalse();
        TestItem.Rent(() => 2).ShouldNotBeSameAs(first);
        pending.GetAwaiter().GetResult().ShouldBe(1);
        first.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void An_item_that_was_failed_keeps_its_error_until_it_is_taken()
    {
        var first = TestItem.Rent(() => 1);
        var pending = first.Start(_scheduler);
        _scheduler.Stop();
        first.IsIdle.ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => pending.GetAwaiter().GetResult());
        first.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void Two_that_take_a_result_at_the_same_moment_get_it_once()
    {
        using var barrier = new Barrier(2);
        var taken = new int[2];
        var next = 0;
        var rounds = 20_000;
        var pendings = new ValueTask<int>[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var id = i;
            pendings[i] = TestItem.Start(_scheduler, () => id);
        }

        _scheduler.RunAll();
        var threads = Array.ConvertAll([0, 1], self => new Thread(() =>
        {
            for (var i = 0; i < rounds; i++)
            {
                barrier.Meet();
                try
                {
                    pendings[i].GetAwaiter().GetResult().ShouldBe(i);
                    taken[self]++;
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref next);
                }
            }
        }));
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, Eventually.ShouldEnd);
        (taken[0] + taken[1]).ShouldBe(rounds);
        next.ShouldBe(rounds);
    }
}
