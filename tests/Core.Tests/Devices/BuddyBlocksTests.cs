using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Devices;

public sealed class BuddyBlocksTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(13, 3)]
    [InlineData(16, 4)]
    public void A_region_of_any_size_consists_of_powers_of_two(int blocks, int largest)
    {
        var buddies = new BuddyBlocks(blocks);
        buddies.LargestOrder.ShouldBe(largest);
        buddies.FreeRuns.Sum(run => run.Count).ShouldBe(blocks);
        buddies.TryTake(largest, out var first).ShouldBeTrue();
        first.ShouldBe(0);
        buddies.TryTake(largest, out _).ShouldBeFalse();
    }

    [Fact]
    public void The_lowest_run_is_taken_and_halves_are_joined()
    {
        var buddies = new BuddyBlocks(8);
        buddies.TryTake(0, out var first).ShouldBeTrue();
        buddies.TryTake(0, out var second).ShouldBeTrue();
        buddies.TryTake(1, out var third).ShouldBeTrue();
        (first, second, third).ShouldBe((0, 1, 2));
        buddies.Give(first);
        buddies.TryTake(1, out var fourth).ShouldBeTrue();
        fourth.ShouldBe(4);
        buddies.Give(second);
        buddies.Give(third);
        buddies.Give(fourth);
        buddies.FreeRuns.ShouldBe([(0, 8)]);
    }

    [Fact]
    public void What_was_not_taken_is_not_given_back()
    {
        var buddies = new BuddyBlocks(8);
        buddies.TryTake(2, out var first);
        Should.Throw<InvalidOperationException>(() => buddies.Give(first + 1));
        buddies.Give(first);
        Should.Throw<InvalidOperationException>(() => buddies.Give(first));
    }

    /// <summary>A million random steps against a table of blocks: no overlap, no loss, and all of it one run at the end.</summary>
    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1000, 2)]
    [InlineData(37, 3)]
    public void It_is_a_table_of_blocks(int blocks, int seed)
    {
        var random = new Random(seed);
        var buddies = new BuddyBlocks(blocks);
        var whole = buddies.FreeRuns.ToHashSet();
        var model = new bool[blocks];
        var taken = new List<(int First, int Order)>();
        for (var step = 0; step < 350_000; step++)
        {
            // Fills up and empties in turns.
            if (random.Next(100) < ((step >> 12) % 2 == 0 ? 60 : 40))
            {
                var order = random.Next(buddies.LargestOrder + 1);
                if (buddies.TryTake(order, out var first))
                {
                    (first % (1 << order)).ShouldBe(0);
                    var run = model.AsSpan(first, 1 << order);
                    run.Contains(true).ShouldBeFalse();
                    run.Fill(true);
                    taken.Add((first, order));
                }
                else
                {
                    HasFreeRun(model, order).ShouldBeFalse();
                }
            }
            else if (taken.Count > 0)
            {
                var index = random.Next(taken.Count);
                var (first, order) = taken[index];
                taken[index] = taken[^1];
                taken.RemoveAt(taken.Count - 1);
                buddies.Give(first);
                model.AsSpan(first, 1 << order).Clear();
            }
        }

        buddies.FreeBlocks.ShouldBe(model.Count(block => !block));
        taken.ForEach(run => buddies.Give(run.First));
        buddies.FreeRuns.ToHashSet().ShouldBe(whole, ignoreOrder: true);
    }

    [Fact]
    public void What_is_taken_and_given_back_leaves_it_as_it_was()
    {
        var orders = Gen.Choose(0, 6).ArrayOf();
        Prop.ForAll(orders.ToArbitrary(), list =>
        {
            var buddies = new BuddyBlocks(100);
            var before = buddies.FreeRuns.ToList();
            var taken = list.Where(order => buddies.TryTake(order, out _)).ToList();
            var starts = new List<int>();
            for (var block = 0; block < 100; block++)
            {
                if (IsGivenBack(buddies, block))
                {
                    starts.Add(block);
                }
            }

            starts.Count.ShouldBe(taken.Count);
            buddies.FreeRuns.ToList().ShouldBe(before);
        }).QuickCheckThrowOnFailure();
    }

    private static bool HasFreeRun(bool[] model, int order)
    {
        for (var first = 0; first + (1 << order) <= model.Length; first += 1 << order)
        {
            if (!model.AsSpan(first, 1 << order).Contains(true))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGivenBack(BuddyBlocks buddies, int block)
    {
        try
        {
            buddies.Give(block);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
