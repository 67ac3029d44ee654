using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

[Collection(Alone.Name)]
public sealed class WorkerThreadsAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Queueing_and_running_ten_thousand_items_allocates_nothing(int atOnce)
    {
        await using var threads = new WorkerThreads(Dedicated(2) with { QueueCapacity = 16 });
        using var all = new CountdownEvent(atOnce);
        var signal = () => { all.Signal(); };
        var items = Enumerable.Range(0, atOnce).Select(_ => new CountingItem(signal)).ToArray();
        Action<CountingItem> schedule = threads.Schedule;
        Run();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Run();
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(10_000, "Less than a byte for each.");

        void Run()
        {
            for (var i = 0; i < 10_000 / atOnce; i++)
            {
                all.Reset();
                Array.ForEach(items, schedule);
                all.ShouldReach();
            }
        }
    }
}
