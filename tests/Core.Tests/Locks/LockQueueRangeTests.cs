using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Locks;

public sealed class LockQueueRangeTests
{
    private readonly LockQueue<string> _queue = new();

    [Theory]
    [InlineData(0, 10, 10, 20, false)]
    [InlineData(0, 10, 9, 20, true)]
    [InlineData(0, 10, 2, 3, true)]
    [InlineData(5, 10, 0, 5, false)]
    public void Ranges_conflict_where_they_overlap(long start, long end, long otherStart, long otherEnd, bool conflict)
    {
        Exclusive(start, end).Excludes(Shared(otherStart, otherEnd)).ShouldBe(conflict);
        Shared(otherStart, otherEnd).Excludes(Exclusive(start, end)).ShouldBe(conflict);
        Shared(start, end).Excludes(Shared(otherStart, otherEnd)).ShouldBeFalse();
    }

    [Fact]
    public void A_newcomer_passes_those_who_wait_for_another_range()
    {
        _queue.Take(Exclusive(0, 10));
        _queue.Enqueue("first", Exclusive(0, 10));
        _queue.Admits(Exclusive(10, 20)).ShouldBeTrue();
        _queue.Admits(Shared(9, 20)).ShouldBeFalse();
    }

    [Fact]
    public void Nobody_asks_for_what_overlaps_an_earlier_request_that_excludes_it()
    {
        _queue.Take(Shared(0, 10));
        _queue.Enqueue("writer", Exclusive(5, 15));
        _queue.Enqueue("reader", Shared(12, 20));
        _queue.BeginTurn().ShouldBeNull();
        _queue.Admits(Shared(14, 16)).ShouldBeFalse();
    }

    [Fact]
    public void Those_in_front_of_separate_ranges_all_have_turns()
    {
        _queue.Enqueue("a", Exclusive(0, 10));
        _queue.Enqueue("b", Exclusive(0, 10));
        _queue.Enqueue("c", Exclusive(10, 20));
        Busy("a").ShouldBeTrue();
        Busy("c").ShouldBeFalse("one polls for all");
        _queue.BeginTurn().ShouldBeNull();
    }

    [Fact]
    public void A_poll_is_the_turn_of_all_in_front()
    {
        var first = _queue.Enqueue("a", Exclusive(0, 10));
        _queue.Enqueue("b", Exclusive(10, 20));
        Busy("a");
        Busy("b");
        _queue.Poll(first);
        Busy("a").ShouldBeTrue();
        Busy("b").ShouldBeFalse();
    }

    [Fact]
    public void When_the_one_who_polls_leaves_the_next_one_polls()
    {
        var first = _queue.Enqueue("a", Exclusive(0, 10));
        _queue.Enqueue("b", Exclusive(10, 20));
        Busy("a");
        Busy("b");
        _queue.Leave(first).ShouldBeTrue();
        Busy("b").ShouldBeTrue();
    }

    [Fact]
    public void Shared_requests_that_overlap_in_part_may_overtake_each_other()
    {
        _queue.Enqueue("a", Shared(0, 10));
        _queue.Enqueue("b", Shared(5, 15));
        Busy("a");
        _queue.BeginTurn().ShouldBe("b");
    }

    [Fact]
    public void One_that_covers_all_of_an_earlier_one_stays_behind_it()
    {
        _queue.Enqueue("a", Shared(0, 10));
        _queue.Enqueue("b", Shared(0, 15));
        Busy("a");
        _queue.BeginTurn().ShouldBeNull();
    }

    [Fact]
    public void An_upgrade_comes_before_those_who_wait_for_its_lock()
    {
        _queue.Take(Shared(0, 10));
        _queue.Enqueue("writer", Exclusive(0, 10));
        _queue.EnqueueUpgrade("upgrade", Shared(0, 10));
        _queue.BeginTurn().ShouldBe("upgrade");
        _queue.EndTurnTaken();
        _queue.BeginTurn().ShouldBeNull();
        _queue.Give(Exclusive(0, 10));
        _queue.BeginTurn().ShouldBe("writer");
    }

    [Fact]
    public void An_upgrade_waits_for_an_equal_lock_of_another_holder()
    {
        _queue.Take(Shared(0, 10));
        _queue.Take(Shared(0, 10));
        _queue.EnqueueUpgrade("upgrade", Shared(0, 10));
        _queue.BeginTurn().ShouldBeNull();
        _queue.Give(Shared(0, 10));
        _queue.BeginTurn().ShouldBe("upgrade");
    }

    [Fact]
    public void Two_upgrades_that_overlap_would_wait_for_each_other()
    {
        _queue.Take(Shared(0, 10));
        _queue.Take(Shared(5, 15));
        _queue.EnqueueUpgrade("upgrade", Shared(0, 10));
        _queue.WouldDeadlock(Shared(5, 15)).ShouldBeTrue();
        _queue.WouldDeadlock(Shared(10, 15)).ShouldBeFalse();
    }

    [Fact]
    public void An_upgrade_that_lost_its_lock_is_in_nobodys_way_but_keeps_its_place()
    {
        _queue.Take(Shared(0, 10));
        _queue.Enqueue("writer", Exclusive(0, 10));
        var place = _queue.EnqueueUpgrade("upgrade", Shared(0, 10));
        _queue.BeginTurn();
        _queue.Lose(place);
        _queue.EndTurnBusy();
        _queue.WouldDeadlock(Shared(0, 10)).ShouldBeFalse();
        _queue.BeginTurn().ShouldBe("upgrade");
    }

    /// <summary>Whatever happens in whatever order: no two holders exclude each other, order is kept, and nobody is forgotten.</summary>
    [Fact]
    public void Every_request_is_served_in_order_and_excludes_those_it_must() =>
        Prop.ForAll<int>(Serve).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void Serve(int seed)
    {
        var random = new Random(seed);
        var queue = new LockQueue<Request>();
        var waiting = new List<(Request Request, object Place)>();
        var held = new List<Request>();
        for (var number = 0; number < 60; number++)
        {
            var start = random.Next(20);
            var request = new Request(number, new LockClaim((LockMode)random.Next(2), new LockSpan(start, start + 1 + random.Next(10))));
            waiting.Add((request, queue.Enqueue(request, request.Claim)));
            switch (random.Next(3))
            {
                case 0 when held.Count > 0:
                    Give(random.Next(held.Count));
                    break;
                case 1:
                    var place = random.Next(waiting.Count);
                    queue.Leave(waiting[place].Place).ShouldBeTrue();
                    waiting.RemoveAt(place);
                    break;
            }

            Drive();
        }

        while (held.Count > 0)
        {
            Give(random.Next(held.Count));
            Drive();
        }

        waiting.ShouldBeEmpty();

        void Give(int index)
        {
            queue.Give(held[index].Claim);
            held.RemoveAt(index);
        }

        void Drive()
        {
            while (queue.BeginTurn() is { } request)
            {
                waiting.ShouldNotContain(other => other.Request.Number < request.Number && other.Request.Claim.Excludes(request.Claim));
                held.ShouldNotContain(other => other.Claim.Excludes(request.Claim));
                queue.EndTurnTaken();
                waiting.RemoveAll(other => other.Request == request);
                held.Add(request);
            }
        }
    }

    private static LockClaim Shared(long start, long end) => new(LockMode.Shared, new LockSpan(start, end));

    private static LockClaim Exclusive(long start, long end) => new(LockMode.Exclusive, new LockSpan(start, end));

    /// <summary>The next turn is that of a waiter whose lock another party holds.</summary>
    private bool Busy(string waiter)
    {
        _queue.BeginTurn().ShouldBe(waiter);
        return _queue.EndTurnBusy();
    }

    private sealed record Request(int Number, LockClaim Claim);
}
