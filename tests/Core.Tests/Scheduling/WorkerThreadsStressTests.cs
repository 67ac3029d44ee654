using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkerThreadsStressTests
{
    [Theory]
    [InlineData(1, Timeout.Infinite)]
    [InlineData(3, Timeout.Infinite)]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    public async Task No_wake_up_is_lost_when_threads_park_exit_and_are_needed_again_at_the_same_moment(int maximum, int idleMilliseconds)
    {
        await using var threads = new WorkerThreads(idleMilliseconds == Timeout.Infinite
            ? Dedicated(maximum)
            : Elastic(maximum) with { IdleTimeout = TimeSpan.FromMilliseconds(idleMilliseconds) });
        var callers = Enumerable.Range(0, 2).Select(caller => new Thread(() =>
        {
            // An item that nobody comes for ends the test here: nothing else is scheduled that would wake a thread.
            var random = new Random(caller);
            using var ran = new ManualResetEventSlim(false, spinCount: 0);
            var item = new CountingItem(ran.Set);
            for (var i = 0; i < (idleMilliseconds == 0 ? 3_000 : 20_000); i++)
            {
                ran.Reset();
                threads.Schedule(item);
                ran.ShouldBeSet();
                Thread.SpinWait(random.Next(400));
            }
        })).ToArray();
        Array.ForEach(callers, thread => thread.Start());
        Array.ForEach(callers, Eventually.ShouldEnd);
    }

    [Fact]
    public async Task Every_item_runs_once()
    {
        await using var threads = new WorkerThreads(Elastic(4) with { QueueCapacity = 16 });
        const int Callers = 4;
        const int PerCaller = 25_000;
        using var all = new CountdownEvent(Callers * PerCaller);
        var items = Enumerable.Range(0, Callers * PerCaller).Select(_ => new CountingItem(() => all.Signal())).ToArray();
        var callers = Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
        {
            foreach (var item in items.AsSpan(caller * PerCaller, PerCaller))
            {
                threads.Schedule(item);
            }
        })).ToArray();
        Array.ForEach(callers, thread => thread.Start());
        Array.ForEach(callers, Eventually.ShouldEnd);
        all.ShouldReach();
        items.ShouldAllBe(item => item.Ends == 1);
    }
}
