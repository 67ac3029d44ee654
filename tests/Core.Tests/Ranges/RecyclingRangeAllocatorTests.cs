using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Ranges;

public sealed class RecyclingRangeAllocatorTests
{
    private const int Page = 4096;

    private readonly RecyclingRangeAllocator _allocator = new(10 * Page, Page);

    [Fact]
    public void What_is_given_back_is_handed_out_again()
    {
        _allocator.Allocate(10 * Page);
        _allocator.Free(3 * Page, 2 * Page);
        _allocator.Allocate(2 * Page).ShouldBe(3 * Page);
        _allocator.Remaining.ShouldBe(0);
    }

    [Fact]
    public void Neighbours_become_one()
    {
        _allocator.Allocate(10 * Page);
        _allocator.Free(2 * Page, Page);
        _allocator.Free(4 * Page, Page);
        _allocator.Free(3 * Page, 1);
        _allocator.GetFree().ShouldBe([(2 * Page, 3 * Page)]);
    }

    [Fact]
    public void The_smallest_interval_that_fits_is_taken()
    {
        _allocator.Allocate(10 * Page);
        _allocator.Free(0, 3 * Page);
        _allocator.Free(5 * Page, 2 * Page);
        _allocator.Allocate(Page + 1).ShouldBe(5 * Page);
        _allocator.Allocate(Page).ShouldBe(0);
    }

    [Theory]
    [InlineData(0, Page)]
    [InlineData(2 * Page, 3 * Page)]
    [InlineData(4 * Page, 2 * Page)]
    public void What_is_free_in_part_is_not_taken_back(long offset, long length)
    {
        _allocator.Allocate(5 * Page);
        _allocator.Free(0, Page);
        Should.Throw<InvalidOperationException>(() => _allocator.Free(offset, length + Page));
        _allocator.GetFree().ShouldBe([(0, Page), (5 * Page, 5 * Page)]);
    }

    [Theory]
    [InlineData(-Page, Page)]
    [InlineData(1, Page)]
    [InlineData(0, 0)]
    [InlineData(10 * Page, 1)]
    [InlineData(Page, long.MaxValue)]
    public void What_is_no_range_of_the_space_is_not_taken_back(long offset, long length)
    {
        _allocator.Allocate(10 * Page);
        Should.Throw<ArgumentOutOfRangeException>(() => _allocator.Free(offset, length));
        _allocator.Remaining.ShouldBe(0);
    }

    [Fact]
    public void It_is_a_set_of_units()
    {
        const int Units = 300;
        var steps =
            from isFree in Gen.Elements(true, false)
            from first in Gen.Choose(0, Units - 1)
            from count in Gen.Choose(1, 40)
            select (IsFree: isFree, First: first, Count: count);

        Prop.ForAll(steps.ListOf().Resize(200).ToArbitrary(), list =>
        {
            var model = new bool[Units];
            var tested = new RecyclingRangeAllocator(Units * Page, Page);
            foreach (var (isFree, first, count) in list)
            {
                if (isFree)
                {
                    var length = Math.Min(count, Units - first);
                    var allowed = !model.AsSpan(first, length).Contains(false);
                    Try(() => tested.Free((long)first * Page, (long)length * Page)).ShouldBe(allowed);
                    if (allowed)
                    {
                        model.AsSpan(first, length).Clear();
                    }
                }
                else if (tested.TryAllocate((long)count * Page, out var offset))
                {
                    var taken = model.AsSpan((int)(offset / Page), count);
                    taken.Contains(true).ShouldBeFalse();
                    taken.Fill(true);
                }
                else
                {
                    LongestFree(model).ShouldBeLessThan(count);
                }

                tested.Allocated.ShouldBe(model.Count(taken => taken) * (long)Page);
            }

            var free = tested.GetFree();
            free.Sum(interval => interval.Length).ShouldBe(tested.Remaining);
            for (var i = 1; i < free.Count; i++)
            {
                free[i].Offset.ShouldBeGreaterThan(free[i - 1].Offset + free[i - 1].Length);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Threads_that_take_and_give_back_never_share_and_lose_nothing()
    {
        const int Threads = 8;
        const int Rounds = 5_000;
        var allocator = new RecyclingRangeAllocator(64 * Page, Page);
        var owners = new int[64];
        var threads = Enumerable.Range(1, Threads).Select(number => new Thread(() =>
        {
            var random = new Random(number);
            for (var round = 0; round < Rounds; round++)
            {
                var count = random.Next(1, 6);
                if (allocator.TryAllocate(count * Page, out var offset))
                {
                    var own = owners.AsSpan((int)(offset / Page), count);
                    own.ContainsAnyExcept(0).ShouldBeFalse();
                    own.Fill(number);
                    own.ContainsAnyExcept(number).ShouldBeFalse();
                    own.Clear();
                    allocator.Free(offset, count * Page);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        allocator.GetFree().ShouldBe([(0, 64 * Page)]);
    }

    private static int LongestFree(bool[] taken)
    {
        var (longest, run) = (0, 0);
        foreach (var unit in taken)
        {
            run = unit ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
