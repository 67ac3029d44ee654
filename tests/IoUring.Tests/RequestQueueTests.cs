using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

[Collection(Alone.Name)]
public class RequestQueueTests
{
    [Fact]
    public void What_was_added_is_taken_in_order()
    {
        var queue = new RequestQueue();
        queue.TakeAll().ShouldBeNull();
        foreach (var number in Enumerable.Range(0, 5))
        {
            queue.TryAdd(new Request(0, number)).ShouldBeTrue();
        }

        Chain(queue.TakeAll()).Select(request => request.Number).ShouldBe(Enumerable.Range(0, 5));
        queue.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void What_is_linked_is_added_in_order_between_the_others()
    {
        var queue = new RequestQueue();
        queue.TryAdd(new Request(0, 0)).ShouldBeTrue();
        queue.TryAdd(new Request(0, 1) { Next = new Request(0, 2) { Next = new Request(0, 3) } }).ShouldBeTrue();
        queue.TryAdd(new Request(0, 4)).ShouldBeTrue();

        Chain(queue.TakeAll()).Select(request => request.Number).ShouldBe(Enumerable.Range(0, 5));
    }

    [Fact]
    public void What_was_added_before_the_end_is_taken_and_nothing_is_added_after()
    {
        var queue = new RequestQueue();
        queue.TryAdd(new Request(0, 1)).ShouldBeTrue();

        Chain(queue.Close()).Single().Number.ShouldBe(1);
        queue.TryAdd(new Request(0, 2)).ShouldBeFalse();
        queue.Close().ShouldBeNull();
    }

    [Fact]
    public void Whoever_adds_while_it_is_taken_from_and_closed_each_request_is_taken_once_or_refused()
    {
        const int Adders = 4;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var round = 0; round < 300 && clock.Elapsed < TimeSpan.FromSeconds(4); round++)
        {
            var queue = new RequestQueue();
            using var start = new Barrier(Adders + 1);
            var added = new int[Adders];
            var threads = Enumerable.Range(0, Adders).Select(adder => new Thread(() =>
            {
                start.Meet();
                while (added[adder] < 10_000 && queue.TryAdd(new Request(adder, added[adder])))
                {
                    added[adder]++;
                }
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            start.Meet();
            var taken = new int[Adders];
            for (var take = 0; take < 20; take++)
            {
                Count(queue.TakeAll(), taken);
            }

            Count(queue.Close(), taken);
            Array.ForEach(threads, thread => thread.ShouldEnd());
            taken.ShouldBe(added);
        }
    }

    private static void Count(INativeRequest? chain, int[] taken)
    {
        foreach (var request in Chain(chain))
        {
            request.Number.ShouldBe(taken[request.Adder]++);
        }
    }

    private static IEnumerable<Request> Chain(INativeRequest? request)
    {
        for (; request is not null; request = (INativeRequest?)request.Next)
        {
            yield return (Request)request;
        }
    }

    private sealed class Request(int adder, int number) : INativeRequest
    {
        public int Adder => adder;

        public int Number => number;

        public IWorkItem? Next { get; set; }

        public StoragePrimitive Primitive => StoragePrimitive.ReadAt;

        public PlatformFile File => throw new NotSupportedException();

        public nint Address => 0;

        public int Length => 0;

        public long Offset => 0;

        public int Transferred { get; set; }

        public long Tag { get; set; }

        public bool IsCancellationRequested => false;

        public void Complete(int count) => throw new NotSupportedException();

        public void Fail(int error) => throw new NotSupportedException();

        public void Fail(Exception exception) => throw new NotSupportedException();

        public void Abandon(Exception exception) => throw new NotSupportedException();

        public void Orphan(Exception exception) => throw new NotSupportedException();

        public void Execute() => throw new NotSupportedException();
    }
}
