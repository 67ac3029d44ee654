namespace Mapwright.Testing.Tests;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Time_passes_only_when_told()
    {
        var start = _time.GetTimestamp();
        _time.GetElapsedTime(start).ShouldBe(TimeSpan.Zero);
        var before = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(3));
        _time.GetElapsedTime(start).ShouldBe(TimeSpan.FromSeconds(3));
        (_time.GetUtcNow() - before).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due()
    {
        Set("late", 5);
        Set("early", 1);
        Set("also early", 1);
        Set("never", Timeout.Infinite);
        Set("too late", 6);
        _time.Advance(TimeSpan.FromSeconds(5));
        _fired.ShouldBe(["early@1", "also early@1", "late@5"]);
    }

    [Fact]
    public void A_period_repeats_until_it_is_disposed()
    {
        var timer = Set("tick", 1, 2);
        _time.Advance(TimeSpan.FromSeconds(6));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(6));
        _fired.ShouldBe(["tick@1", "tick@3", "tick@5"]);
        timer.Change(TimeSpan.Zero, TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public void A_timer_that_is_set_while_time_passes_fires_in_the_same_move()
    {
        using var first = _time.CreateTimer(_ => Set("second", 1), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(10));
        _fired.ShouldBe(["second@2"]);
    }

    [Fact]
    public void Time_can_go_to_the_next_timer()
    {
        Set("a", 7);
        _time.AdvanceToNextTimer().ShouldBeTrue();
        _time.Elapsed.ShouldBe(TimeSpan.FromSeconds(7));
        _time.PendingTimers.ShouldBe(0);
        _time.AdvanceToNextTimer().ShouldBeFalse();
    }

    private ITimer Set(string name, int dueSeconds, int periodSeconds = Timeout.Infinite) => _time.CreateTimer(
        _ => _fired.Add($"{name}@{_time.Elapsed.TotalSeconds}"),
        null,
        dueSeconds == Timeout.Infinite ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(dueSeconds),
        periodSeconds == Timeout.Infinite ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(periodSeconds));
}
