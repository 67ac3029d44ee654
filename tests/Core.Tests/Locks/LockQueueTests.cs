namespace Mapwright.Core.Tests.Locks;

public sealed class LockQueueTests
{
    private readonly LockQueue<string> _queue = new();

    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, true)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, false)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, false)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, false)]
    public void A_newcomer_may_ask_when_no_holder_conflicts(LockMode held, LockMode wanted, bool admitted)
    {
        _queue.Admits(Whole(wanted)).ShouldBeTrue();
        _queue.Take(Whole(held));
        _queue.Admits(Whole(wanted)).ShouldBe(admitted);
        _queue.Give(Whole(held));
        _queue.Admits(Whole(wanted)).ShouldBeTrue();
    }

    [Fact]
    public void A_newcomer_does_not_pass_those_who_wait()
    {
        _queue.Take(Whole(LockMode.Shared));
        _queue.Enqueue("writer", Whole(LockMode.Exclusive));
        _queue.Admits(Whole(LockMode.Shared)).ShouldBeFalse();
    }

    [Fact]
    public void The_first_in_line_has_a_turn_at_once()
    {
        _queue.Enqueue("a", Whole(LockMode.Exclusive));
        _queue.Enqueue("b", Whole(LockMode.Exclusive));
        _queue.BeginTurn().ShouldBe("a");
    }

    [Fact]
    public void There_is_one_turn_at_a_time()
    {
        var place = _queue.Enqueue("a", Whole(LockMode.Exclusive));
        _queue.BeginTurn();
        _queue.Poll(place);
        _queue.BeginTurn().ShouldBeNull();
    }

    [Fact]
    public void Nobody_asks_while_a_holder_of_the_process_conflicts()
    {
        _queue.Take(Whole(LockMode.Exclusive));
        _queue.Enqueue("a", Whole(LockMode.Shared));
        _queue.BeginTurn().ShouldBeNull();
        _queue.Give(Whole(LockMode.Exclusive));
        _queue.BeginTurn().ShouldBe("a");
    }

    [Fact]
    public void A_turn_that_ends_busy_is_followed_by_a_poll()
    {
        var place = _queue.Enqueue("a", Whole(LockMode.Exclusive));
        _queue.BeginTurn();
        _queue.EndTurnBusy().ShouldBeTrue();
        _queue.BeginTurn().ShouldBeNull();
        _queue.Poll(place);
        _queue.BeginTurn().ShouldBe("a");
    }

    [Fact]
    public void A_release_during_a_turn_is_not_lost_to_a_poll()
    {
        _queue.Enqueue("a", Whole(LockMode.Exclusive));
        _queue.BeginTurn();
        _queue.Take(Whole(LockMode.Exclusive));
        _queue.Give(Whole(LockMode.Exclusive));
        _queue.EndTurnBusy().ShouldBeFalse();
        _queue.BeginTurn().ShouldBe("a");
    }

    [Fact]
    public void Shared_waiters_in_a_row_have_their_turns_together()
    {
        _queue.Enqueue("a", Whole(LockMode.Shared));
        _queue.Enqueue("b", Whole(LockMode.Shared));
        _queue.Enqueue("c", Whole(LockMode.Exclusive));
        _queue.BeginTurn().ShouldBe("a");
        _queue.EndTurnTaken();
        _queue.BeginTurn().ShouldBe("b");
        _queue.EndTurnTaken();
        _queue.BeginTurn().ShouldBeNull();
    }

    [Fact]
    public void When_the_first_leaves_it_is_the_turn_of_the_second()
    {
        _queue.Take(Whole(LockMode.Shared));
        var writer = _queue.Enqueue("writer", Whole(LockMode.Exclusive));
        _queue.Enqueue("reader", Whole(LockMode.Shared));
        _queue.BeginTurn().ShouldBeNull();
        _queue.Leave(writer).ShouldBeTrue();
        _queue.BeginTurn().ShouldBe("reader");
    }

    [Fact]
    public void When_another_leaves_the_first_does_not_ask_again()
    {
        _queue.Enqueue("a", Whole(LockMode.Exclusive));
        var second = _queue.Enqueue("b", Whole(LockMode.Exclusive));
        _queue.BeginTurn();
        _queue.EndTurnBusy();
        _queue.Leave(second).ShouldBeTrue();
        _queue.BeginTurn().ShouldBeNull();
    }

    [Fact]
    public void Nobody_leaves_in_its_turn_or_twice()
    {
        var place = _queue.Enqueue("a", Whole(LockMode.Exclusive));
        _queue.BeginTurn();
        _queue.Leave(place).ShouldBeFalse();
        _queue.EndTurnLeft();
        _queue.Leave(place).ShouldBeFalse();
        _queue.Admits(Whole(LockMode.Exclusive)).ShouldBeTrue();
    }

    private static LockClaim Whole(LockMode mode) => new(mode, LockSpan.Whole);
}
