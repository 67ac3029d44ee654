using System.Threading.Tasks.Sources;

namespace Mapwright.Core.Tests.Journals;

/// <summary>Waiters for a flush are used again.</summary>
public sealed class WaitingRoomTests
{
    private readonly WaitingRoom _room = new();
    private long _durable;

    [Fact]
    public void A_waiter_whose_grant_was_taken_is_used_again()
    {
        var first = Wait(value: 1);
        Grant();
        first.Park().ShouldBe(1);

        var second = Wait(value: 2);
        second.ShouldBeSameAs(first);
        Grant();
        second.Park().ShouldBe(2);
    }

    [Fact]
    public void A_second_await_takes_nothing_from_the_next_wait()
    {
        var waiter = Wait(value: 1);
        Grant();
        Take(waiter, version: 0).ShouldBe(1);
        Wait(value: 2).ShouldBeSameAs(waiter);
        Grant();

        Should.Throw<InvalidOperationException>(() => Take(waiter, version: 0));

        waiter.Park().ShouldBe(2);
    }

    [Fact]
    public void A_waiter_that_gave_up_is_not_used_again_and_nobody_waits_for_it()
    {
        var waiter = Wait(value: 1);
        waiter.Arm(TimeProvider.System, new CancellationToken(canceled: true));
        Should.Throw<OperationCanceledException>(() => waiter.Park());

        Wait(value: 2).ShouldNotBeSameAs(waiter);

        _room.TakeReached(durable: 0).Count.ShouldBe(0);
        _room.CommitCount.ShouldBe(1);
    }

    [Fact]
    public void Only_those_who_reached_their_position_are_taken_out_and_in_order()
    {
        JournalWaiter[] waiters = [Wait(value: 0, target: 10), Wait(value: 1, target: 30), Wait(value: 2, target: 20)];

        var reached = _room.TakeReached(durable: 20);

        reached.Count.ShouldBe(2);
        reached.TryTake(out var first).ShouldBeTrue();
        reached.TryTake(out var second).ShouldBeTrue();
        (first, second).ShouldBe((waiters[0], waiters[2]));
        _room.CommitCount.ShouldBe(1);
    }

    /// <remarks>
    /// Two at a time of one caller, parked and awaited, some given up. If who grants touched a waiter after its outcome, or two took one outcome, answers would get mixed up.
    /// </remarks>
    [Fact]
    public async Task However_often_waiters_are_used_again_everyone_gets_the_answer_of_its_own_wait()
    {
        const int Callers = 4;
        const int Waits = 30_000;
        var isOver = false;
        var granter = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                Grant();
            }
        });
        granter.Start();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller))));

        Volatile.Write(ref isOver, true);
        granter.Join();

        async Task CallAsync(int caller)
        {
            using var never = new CancellationTokenSource();
            for (var i = 0; i < Waits; i++)
            {
                var (first, second) = (((long)caller << 32) + i, -(((long)caller << 32) + i));
                var parked = Wait(first);
                var awaited = Wait(second);
                awaited.Arm(TimeProvider.System, never.Token);
                if (i % 8 == 0)
                {
                    using var soon = new CancellationTokenSource();
                    var withdrawn = Wait(first);
                    withdrawn.Arm(TimeProvider.System, soon.Token);
                    soon.Cancel();
                    try
                    {
                        (await withdrawn.Task).ShouldBe(first);
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }

                parked.Park().ShouldBe(first);
                (await awaited.Task).ShouldBe(second);
            }
        }
    }

    private static long Take(IValueTaskSource<long> waiter, short version) => waiter.GetResult(version);

    private JournalWaiter Wait(long value, long target = 1)
    {
        _room.TryAddCommit(target, value, ref _durable, out var waiter).ShouldBeTrue();
        return waiter!;
    }

    private void Grant()
    {
        var reached = _room.TakeReached(long.MaxValue);
        while (reached.TryTake(out var waiter))
        {
            waiter.End(here: false);
        }
    }
}
