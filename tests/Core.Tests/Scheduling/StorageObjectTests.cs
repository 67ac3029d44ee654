using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class StorageObjectTests
{
    [Fact]
    public void Nothing_is_released_before_what_waits_for_the_object_was_ended()
    {
        var used = new Used();
        used.Begin();

        used.Dispose();

        used.Events.ShouldBe(["closing", "closed"]);
    }

    [Fact]
    public async Task Nor_where_the_dispose_is_awaited()
    {
        var used = new Used();
        used.Begin();

        await used.DisposeAsync().InTime();

        used.Events.ShouldBe(["closing", "closed"]);
    }

    /// <summary>An object whose last operation ends on another thread just when use has ended.</summary>
    private sealed class Used() : StorageObject(StoragePlatform.Current)
    {
        private readonly ManualScheduler _scheduler = new();

        public List<string> Events { get; } = [];

        protected override IScheduler Scheduler
        {
            get
            {
                // Nothing hops: the close is made where it is found out.
                _scheduler.Stop();
                return _scheduler;
            }
        }

        public void Begin() => Enter();

        private protected override void OnClosing()
        {
            var operation = new Thread(Exit);
            operation.Start();
            operation.ShouldEnd();
            Events.Add("closing");
        }

        private protected override void CloseCore() => Events.Add("closed");
    }
}
