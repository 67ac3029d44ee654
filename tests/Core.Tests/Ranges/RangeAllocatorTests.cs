using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>What every allocator does that takes nothing back, or to which nothing is given.</summary>
public sealed class RangeAllocatorTests
{
    private const int Page = 4096;

    public static TheoryData<string> All => [nameof(SequentialRangeAllocator), nameof(ConcurrentRangeAllocator), nameof(RecyclingRangeAllocator)];

    [Theory, MemberData(nameof(All))]
    public void The_last_range_may_end_with_a_space_that_is_no_multiple(string kind)
    {
        var allocator = Make(kind, 5000, Page);
        allocator.Allocate(4096).ShouldBe(0);
        allocator.TryAllocate(905, out _).ShouldBeFalse();
        allocator.Allocate(904).ShouldBe(4096);
        allocator.Remaining.ShouldBe(0);
        allocator.GetFree().ShouldBeEmpty();
        Should.Throw<StorageException>(() => allocator.Allocate(1)).Code.ShouldBe(StorageErrorCode.SpaceExhausted);
    }

    [Theory, MemberData(nameof(All))]
    public void What_is_taken_at_the_beginning_is_not_handed_out(string kind)
    {
        var allocator = Make(kind, 5 * Page, Page, allocated: Page + 1);
        allocator.Allocated.ShouldBe(2 * Page);
        allocator.GetFree().ShouldBe([(2 * Page, 3 * Page)]);
        allocator.Allocate(1).ShouldBe(2 * Page);
    }

    [Theory, MemberData(nameof(All))]
    public void A_space_needs_a_length_and_a_power_of_two(string kind)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Make(kind, -1, Page));
        Should.Throw<ArgumentOutOfRangeException>(() => Make(kind, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Make(kind, 1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => Make(kind, 1, 1, allocated: 2));
        Should.Throw<ArgumentOutOfRangeException>(() => Make(kind, 1, 1).TryAllocate(0, out _));
    }

    [Theory, MemberData(nameof(All))]
    public void Ranges_are_aligned_disjoint_inside_and_refused_only_when_they_do_not_fit(string kind)
    {
        var spaces =
            from exponent in Gen.Choose(0, 16)
            from length in Gen.OneOf(Gen.Choose(0, 200_000).Select(n => (long)n), Gen.Choose(0, 200_000).Select(n => long.MaxValue - n))
            from requests in Gen.OneOf(
                Gen.Choose(1, 30_000).Select(n => (long)n),
                Gen.Choose(0, 200_000).Select(n => long.MaxValue - n),
                Gen.Choose(1, 4).Select(n => long.MaxValue / n)).ListOf()
            select (Alignment: 1 << exponent, Length: length, Requests: requests);

        Prop.ForAll(spaces.ToArbitrary(), space =>
        {
            var allocator = Make(kind, space.Length, space.Alignment);
            var end = 0L;
            foreach (var request in space.Requests)
            {
                var before = allocator.Remaining;
                allocator.TryAllocate(request, out var offset).ShouldBe(request <= before);
                if (request <= before)
                {
                    offset.ShouldBeGreaterThanOrEqualTo(end);
                    (offset - end).ShouldBeLessThan(space.Alignment);
                    (offset % space.Alignment).ShouldBe(0);
                    request.ShouldBeLessThanOrEqualTo(space.Length - offset);
                    end = offset + request;
                }
                else
                {
                    allocator.Remaining.ShouldBe(before);
                }

                (allocator.Allocated + allocator.Remaining).ShouldBe(space.Length);
                allocator.GetFree().Sum(free => (decimal)free.Length).ShouldBe(allocator.Remaining);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static RangeAllocator Make(string kind, long length, int alignment, long allocated = 0) => kind switch
    {
        nameof(SequentialRangeAllocator) => new SequentialRangeAllocator(length, alignment, allocated),
        nameof(ConcurrentRangeAllocator) => new ConcurrentRangeAllocator(length, alignment, allocated),
        _ => new RecyclingRangeAllocator(length, alignment, allocated),
    };
}
