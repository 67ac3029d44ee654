namespace Mapwright.Core.Tests.Locks;

public sealed class PollBackoffTests
{
    [Fact]
    public void The_delay_doubles_from_50_microseconds_to_5_milliseconds()
    {
        var backoff = default(PollBackoff);
        var delays = Enumerable.Range(0, 9).Select(_ => backoff.Next(random: 0).TotalMicroseconds);
        delays.ShouldBe([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    }

    [Fact]
    public void Up_to_half_of_it_is_taken_off_at_random()
    {
        var backoff = default(PollBackoff);
        backoff.Next(random: 0.5).TotalMicroseconds.ShouldBe(37.5);
        backoff.Next(random: 0.999).TotalMicroseconds.ShouldBeInRange(50, 51);
    }
}
