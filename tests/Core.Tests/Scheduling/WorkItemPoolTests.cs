using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkItemPoolTests
{
    [Fact]
    public void What_was_returned_is_rented_again()
    {
        var item = WorkItemPool<First>.Rent();
        WorkItemPool<First>.Return(item);
        WorkItemPool<First>.Rent().ShouldBeSameAs(item);
        WorkItemPool<First>.Rent().ShouldNotBeSameAs(item);
    }

    [Fact]
    public void What_one_thread_returns_another_rents()
    {
        var returned = new HashSet<Second>(ReferenceEqualityComparer.Instance);
        var returner = new Thread(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                returned.Add(new Second());
            }

            foreach (var item in returned)
            {
                WorkItemPool<Second>.Return(item);
            }
        });
        returner.Start();
        returner.ShouldEnd();

        // One stays with the thread that returned it.
        Enumerable.Range(0, 10).Select(_ => WorkItemPool<Second>.Rent()).Count(returned.Contains).ShouldBe(9);
    }

    [Fact]
    public void An_item_has_one_renter_at_a_time()
    {
        using var barrier = new Barrier(4);
        var errors = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            barrier.Meet();
            var held = new Third[3];
            for (var i = 0; i < 50_000; i++)
            {
                for (var j = 0; j < held.Length; j++)
                {
                    held[j] = WorkItemPool<Third>.Rent();
                    errors += Interlocked.Exchange(ref held[j].Rented, 1);
                }

                foreach (var item in held)
                {
                    Volatile.Write(ref item.Rented, 0);
                    WorkItemPool<Third>.Return(item);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, Eventually.ShouldEnd);
        errors.ShouldBe(0);
    }

    private class Item : IWorkItem
    {
        public int Rented;

        public IWorkItem? Next { get; set; }

        public void Execute() => throw new NotSupportedException();

        public void Fail(Exception exception) => throw new NotSupportedException();
    }

    private sealed class First : Item;

    private sealed class Second : Item;

    private sealed class Third : Item;
}
