namespace Mapwright.Core.Tests.Journals;

public sealed class EpochGateTests
{
    private int _drained;

    [Fact]
    public void With_nobody_inside_the_old_epoch_is_drained_at_once()
    {
        var gate = Gate();
        gate.Exit(gate.Enter());

        gate.Flip().ShouldBeTrue();
        gate.Flip().ShouldBeTrue();

        _drained.ShouldBe(0);
    }

    [Fact]
    public void The_last_one_to_leave_the_old_epoch_calls_the_leader_once()
    {
        var gate = Gate();
        var (first, second) = (gate.Enter(), gate.Enter());
        gate.Flip().ShouldBeFalse();

        gate.Exit(first);
        _drained.ShouldBe(0);
        gate.Exit(second);

        _drained.ShouldBe(1);
    }

    [Fact]
    public void Who_enters_after_the_flip_is_not_waited_for()
    {
        var gate = Gate();
        var old = gate.Enter();
        gate.Flip().ShouldBeFalse();
        var later = gate.Enter();

        gate.Exit(old);

        _drained.ShouldBe(1);
        gate.Exit(later);
        _drained.ShouldBe(1);
        gate.Flip().ShouldBeTrue();
    }

    /// <remarks>Without waiting for the old epoch a leader meets places that are reserved and not filled; the second case shows that the test sees it.</remarks>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Under_load_everything_below_what_the_leader_read_is_filled_when_the_epoch_is_drained(bool waits)
    {
        const int Places = 1 << 20;
        const int Threads = 4;
        var places = new int[Places];
        var reserved = 0L;
        var holes = 0L;
        using var drained = new SemaphoreSlim(0);
        var gate = new EpochGate(() => drained.Release());
        using var start = new Barrier(Threads + 1);
        var appenders = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            while (true)
            {
                var epoch = gate.Enter();
                var place = Interlocked.Increment(ref reserved) - 1;
                if (place < Places)
                {
                    // A copy takes time, and a thread may lose its processor under it.
                    if (place % 512 == 0)
                    {
                        Thread.Yield();
                    }

                    Volatile.Write(ref places[place], 1);
                }

                gate.Exit(epoch);
                if (place >= Places)
                {
                    return;
                }
            }
        })).ToList();
        appenders.ForEach(thread => thread.Start());
        start.SignalAndWait();

        var written = 0L;
        while (written < Places)
        {
            var target = Math.Min(Volatile.Read(ref reserved), Places);
            var isDrained = gate.Flip();
            if (waits && !isDrained)
            {
                drained.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("the leader was not called");
            }

            for (; written < target; written++)
            {
                holes += Volatile.Read(ref places[written]) == 0 ? 1 : 0;
            }

            if (!waits && !isDrained)
            {
                drained.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("the leader was not called");
            }
        }

        appenders.ForEach(thread => thread.Join());
        if (waits)
        {
            holes.ShouldBe(0);
        }
        else
        {
            holes.ShouldBeGreaterThan(0);
        }
    }

    private EpochGate Gate() => new(() => _drained++);
}
