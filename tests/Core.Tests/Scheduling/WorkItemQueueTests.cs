using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkItemQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Items_come_out_in_the_order_in_which_they_went_in_whatever_the_capacity(int capacity)
    {
        var queue = new WorkItemQueue(capacity);
        var items = Items(10);
        Array.ForEach(items, item => queue.TryAdd(item).ShouldBeTrue());
        TakeAll(queue).ShouldBe(items);
        queue.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void While_items_wait_behind_the_channel_a_new_one_goes_behind_them()
    {
        var queue = new WorkItemQueue(capacity: 2);
        var items = Items(6);
        foreach (var item in items[..4])
        {
            queue.TryAdd(item);
        }

        queue.TryTake(out var first).ShouldBeTrue();
        queue.TryAdd(items[4]);
        queue.TryTake(out var second).ShouldBeTrue();
        queue.TryTake(out var third).ShouldBeTrue();
        queue.TryAdd(items[5]);
        new[] { first, second, third }.Concat(TakeAll(queue)).ShouldBe(items);
    }

    [Fact]
    public void A_closed_queue_takes_nothing_and_gives_what_it_has()
    {
        var queue = new WorkItemQueue(capacity: 2);
        var items = Items(5);
        Array.ForEach(items, item => queue.TryAdd(item));
        queue.Close();
        queue.TryAdd(new CountingItem()).ShouldBeFalse();
        TakeAll(queue).ShouldBe(items);
        queue.TryAdd(new CountingItem()).ShouldBeFalse();
        queue.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void An_item_that_waited_keeps_no_link_to_the_next()
    {
        var queue = new WorkItemQueue(capacity: 1);
        var items = Items(4);
        Array.ForEach(items, item => queue.TryAdd(item));
        queue.TryTake(out _);
        queue.Close();
        TakeAll(queue);
        items.ShouldAllBe(item => item.Next == null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void Under_many_threads_nothing_is_lost_or_taken_twice_and_each_adder_keeps_its_order(int capacity)
    {
        const int Adders = 3;
        const int PerAdder = 40_000;
        var queue = new WorkItemQueue(capacity);
        var last = new int[Adders];
        var count = 0;
        var disorder = 0;
        var adders = Enumerable.Range(0, Adders).Select(adder => new Thread(() =>
        {
            for (var i = 1; i <= PerAdder; i++)
            {
                queue.TryAdd(new Numbered(adder, i));
            }
        })).ToArray();
        var taker = new Thread(() =>
        {
            while (count < Adders * PerAdder)
            {
                if (queue.TryTake(out var item))
                {
                    var numbered = (Numbered)item;
                    disorder += numbered.Number == last[numbered.Adder] + 1 ? 0 : 1;
                    last[numbered.Adder] = numbered.Number;
                    count++;
                }
            }
        });
        taker.Start();
        Array.ForEach(adders, thread => thread.Start());
        Array.ForEach(adders, Eventually.ShouldEnd);
        taker.ShouldEnd();
        disorder.ShouldBe(0);
        queue.IsEmpty.ShouldBeTrue();
    }

    private static CountingItem[] Items(int count) => [.. Enumerable.Range(0, count).Select(_ => new CountingItem())];

    private static List<IWorkItem> TakeAll(WorkItemQueue queue)
    {
        var taken = new List<IWorkItem>();
        while (queue.TryTake(out var item))
        {
            taken.Add(item);
        }

        return taken;
    }

    private sealed class Numbered(int adder, int number) : IWorkItem
    {
        public int Adder => adder;

        public int Number => number;

        public IWorkItem? Next { get; set; }

        public void Execute() => throw new NotSupportedException();

        public void Fail(Exception exception) => throw new NotSupportedException();
    }
}
