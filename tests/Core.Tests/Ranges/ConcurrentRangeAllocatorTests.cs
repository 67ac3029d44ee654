using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Ranges;

public sealed class ConcurrentRangeAllocatorTests
{
    private const int Page = 4096;

    [Fact]
    public void A_range_is_exactly_as_long_as_asked_and_the_next_one_is_aligned()
    {
        var allocator = new ConcurrentRangeAllocator(10 * Page, Page);
        allocator.Allocate(1).ShouldBe(0);
        allocator.Allocate(Page + 1).ShouldBe(Page);
        allocator.Allocate(Page).ShouldBe(3 * Page);
        allocator.Allocated.ShouldBe(4 * Page);
        allocator.Remaining.ShouldBe(6 * Page);
    }

    [Theory]
    [InlineData(904, true)]
    [InlineData(905, false)]
    public void At_the_end_a_request_fits_exactly_or_is_refused(long length, bool fits)
    {
        var allocator = new ConcurrentRangeAllocator(5000, Page);
        allocator.Allocate(Page);
        allocator.TryAllocate(length, out var offset).ShouldBe(fits);
        offset.ShouldBe(fits ? Page : 0);
        allocator.Remaining.ShouldBe(fits ? 0 : 904);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - Page)]
    [InlineData(1L << 62)]
    public void Requests_that_are_far_too_long_never_wrap_around_into_used_ranges(long length)
    {
        var allocator = new ConcurrentRangeAllocator(4 * Page, Page);
        allocator.Allocate(Page);
        for (var i = 0; i < 5; i++)
        {
            allocator.TryAllocate(length, out _).ShouldBeFalse();
        }

        allocator.Allocate(Page).ShouldBe(Page);
        allocator.Remaining.ShouldBe(2 * Page);
    }

    [Fact]
    public void The_largest_space_can_be_used_to_its_last_byte()
    {
        var allocator = new ConcurrentRangeAllocator(long.MaxValue, Page);
        allocator.Allocate(long.MaxValue - Page - 1).ShouldBe(0);
        allocator.Allocate(Page - 1).ShouldBe(long.MaxValue - Page + 1);
        allocator.Remaining.ShouldBe(0);
        allocator.TryAllocate(1, out _).ShouldBeFalse();
    }

    [Fact]
    public void What_does_not_fit_is_reported_with_what_is_left()
    {
        var allocator = new ConcurrentRangeAllocator(5000, Page);
        var error = Should.Throw<StorageException>(() => allocator.Allocate(5001));
        error.Code.ShouldBe(StorageErrorCode.SpaceExhausted);
        error.Message.ShouldContain("5001");
        error.Message.ShouldContain("5000 of 5000");
        allocator.Remaining.ShouldBe(5000);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, Page)]
    [InlineData(Page, Page)]
    [InlineData(4999, 5000)]
    [InlineData(5000, 5000)]
    public void What_is_taken_from_the_beginning_is_rounded_up(long allocated, long expected) =>
        new ConcurrentRangeAllocator(5000, Page, allocated).Allocated.ShouldBe(expected);

    [Theory]
    [InlineData(-1, Page, 0)]
    [InlineData(5000, 0, 0)]
    [InlineData(5000, 3, 0)]
    [InlineData(5000, int.MinValue, 0)]
    [InlineData(5000, Page, -1)]
    [InlineData(5000, Page, 5001)]
    public void A_space_that_makes_no_sense_is_refused(long length, int alignment, long allocated) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ConcurrentRangeAllocator(length, alignment, allocated));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_length_of_nothing_is_refused(long length)
    {
        var allocator = new ConcurrentRangeAllocator(5000, Page);
        Should.Throw<ArgumentOutOfRangeException>(() => allocator.Allocate(length));
        Should.Throw<ArgumentOutOfRangeException>(() => allocator.TryAllocate(length, out _));
    }

    [Fact]
    public void Sixteen_threads_share_the_space_without_overlap_or_loss()
    {
        const int Threads = 16;
        const long Length = 64 * 1024 * 1024 + 123;
        var allocator = new ConcurrentRangeAllocator(Length, Page);
        var ranges = new List<(long Offset, long Length)>[Threads];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            var random = new Random(index);
            var own = ranges[index] = [];
            start.SignalAndWait();
            while (allocator.Remaining > 0)
            {
                var length = random.Next(8) == 0 ? long.MaxValue - random.Next(Page) : random.NextInt64(1, 3 * Page);
                if (allocator.TryAllocate(length, out var offset) || allocator.TryAllocate(length = 1, out offset))
                {
                    own.Add((offset, length));
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        var end = 0L;
        foreach (var (offset, length) in ranges.SelectMany(range => range).OrderBy(range => range.Offset))
        {
            offset.ShouldBe((end + Page - 1) / Page * Page);
            end = offset + length;
        }

        ((end + Page - 1) / Page).ShouldBe((Length + Page - 1) / Page);
        allocator.Allocated.ShouldBe(Length);
    }
}
