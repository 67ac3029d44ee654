namespace Mapwright.Core.Tests.Ranges;

/// <summary>Ranges that are split, written anew and given back; whose tokens are stale afterwards.</summary>
public sealed class RangedFileRecyclingTests : RangedFileTest
{
    private const string Stale = "another token's now";

    [Fact]
    public void A_range_that_was_given_back_is_handed_out_again()
    {
        var file = Create(Page, Recycling);
        var receipt = file.Write(file.Allocate(Page), new byte[Page]);
        file.TryAllocate(1, out _).ShouldBeFalse();
        file.Release(receipt);
        file.Remaining.ShouldBe(Page);
        file.Release(file.Allocate(Page));
        file.Allocate(100).Offset.ShouldBe(0);
    }

    [Fact]
    public void The_tokens_of_a_range_that_was_given_back_are_stale()
    {
        var file = Create(Page, Recycling);
        var range = file.Allocate(Page);
        var receipt = file.Write(range, new byte[Page]);
        file.Flush(receipt);
        file.Release(receipt);
        var other = file.Allocate(Page);

        ShouldBeMisuse(() => _ = file.Write(range, new byte[Page]), Stale);
        ShouldBeMisuse(() => file.Read(range, new byte[1]), Stale);
        ShouldBeMisuse(() => file.Release(range), Stale);
        var written = file.Write(other, TemporaryDirectory.Pattern(Page));
        ShouldBeMisuse(() => file.Flush(receipt), Stale);
        ShouldBeMisuse(() => _ = file.StartFlush(receipt), Stale);
        ShouldBeMisuse(() => _ = file.Rewrite(receipt), Stale);
        ShouldBeMisuse(() => file.Release(receipt), Stale);
        file.Flush(written);
    }

    [Fact]
    public void A_token_whose_range_became_parts_of_others_is_stale()
    {
        var file = Create(2 * Page, Recycling);
        var whole = file.Allocate(2 * Page);
        whole.TrySplitUp(Page, out var low, out var high).ShouldBeTrue();
        file.Release(high);
        _ = file.Allocate(Page);
        ShouldBeMisuse(() => _ = file.Write(whole, new byte[2 * Page]), Stale);
        _ = file.Write(low, new byte[Page]);
    }

    [Fact]
    public void What_an_allocator_does_not_take_back_stays_as_it_was()
    {
        var file = Create();
        var range = file.Allocate(Page);
        Should.Throw<NotSupportedException>(() => file.Release(range)).Message.ShouldContain(nameof(RecyclingRangeAllocator));
        _ = file.Write(range, new byte[Page]);
    }

    [Fact]
    public void A_range_is_not_given_back_while_it_is_written()
    {
        var file = Create(options: Recycling);
        var range = file.Allocate(Page);
        Platform.Writing = () => ShouldBeMisuse(() => file.Release(range), "being written");
        _ = file.Write(range, new byte[Page]);
    }

    [Fact]
    public void A_receipt_is_exchanged_for_the_right_to_write_anew()
    {
        var file = Create();
        var first = file.Write(file.Allocate(3), [1, 2, 3]);
        var range = file.Rewrite(first);
        ShouldBeMisuse(() => file.Flush(first), Stale);
        ShouldBeMisuse(() => _ = file.Rewrite(first), Stale);
        var second = file.Write(range, [4, 5, 6]);
        file.Flush(second);
        var third = file.Write(file.Rewrite(second), [7, 8, 9]);
        var content = new byte[3];
        file.Read(third, content);
        content.ShouldBe([7, 8, 9]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, Page)]
    [InlineData(Page, Page)]
    [InlineData(Page + 1, 2 * Page)]
    [InlineData(2 * Page + 1, 0)]
    [InlineData(2 * Page + 100, 0)]
    public void A_split_moves_up_to_the_alignment_and_leaves_no_part_empty(long position, long expected) =>
        ShouldSplit(position, expected, static (AllocatedRange range, long at, out AllocatedRange low, out AllocatedRange high) => range.TrySplitUp(at, out low, out high));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Page - 1, 0)]
    [InlineData(Page, Page)]
    [InlineData(2 * Page - 1, Page)]
    [InlineData(2 * Page + 100, 2 * Page)]
    public void A_split_moves_down_to_the_alignment_and_leaves_no_part_empty(long position, long expected) =>
        ShouldSplit(position, expected, static (AllocatedRange range, long at, out AllocatedRange low, out AllocatedRange high) => range.TrySplitDown(at, out low, out high));

    [Fact]
    public void A_split_is_inside_of_a_range()
    {
        var range = Create().Allocate(Page);
        Should.Throw<ArgumentOutOfRangeException>(() => range.TrySplitUp(-1, out _, out _));
        Should.Throw<ArgumentOutOfRangeException>(() => range.TrySplitDown(Page + 1, out _, out _));
        Should.Throw<InvalidOperationException>(() => default(AllocatedRange).TrySplitUp(0, out _, out _));
    }

    [Fact]
    public void The_parts_take_the_place_of_the_whole()
    {
        var file = Create();
        var whole = file.Allocate(2 * Page);
        whole.TrySplitUp(Page, out var low, out var high).ShouldBeTrue();
        _ = file.Write(high, new byte[Page]);
        ShouldBeMisuse(() => _ = file.Write(whole, new byte[2 * Page]), "written already");
        _ = file.Write(low, new byte[Page]);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(512)]
    [InlineData(Page)]
    public void The_whole_is_not_read_while_a_part_is_being_written(int alignment)
    {
        var file = Create(100 * Page, new RangedFileOptions { Alignment = alignment });
        var whole = file.Allocate(100L * Page);
        whole.TrySplitUp(99L * Page, out var low, out var high).ShouldBeTrue();
        _ = file.Write(low, new byte[99 * Page]);
        var attempts = 0;
        Platform.Writing = () =>
        {
            Platform.Writing = null;
            ShouldBeMisuse(() => file.Read(whole, new byte[100 * Page]), "is being written");
            ShouldBeMisuse(() => file.ReadAsync(whole, new byte[2], 99L * Page - 1).AsTask().GetAwaiter().GetResult(), "is being written");
            file.Read(whole, new byte[99 * Page]).ShouldBe(99 * Page);
            file.Read(low, new byte[100 * Page]).ShouldBe(99 * Page);
            attempts++;
        };
        _ = file.Write(high, new byte[Page]);
        attempts.ShouldBe(1);
        file.Read(whole, new byte[100 * Page]).ShouldBe(100 * Page);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(512)]
    [InlineData(Page)]
    public void A_read_of_the_whole_into_which_a_write_of_a_part_came_is_refused(int alignment)
    {
        var file = Create(options: new RangedFileOptions { Alignment = alignment });
        var whole = file.Allocate(2L * Page);
        whole.TrySplitUp(Page, out var low, out var high).ShouldBeTrue();
        Platform.Reading = () => file.Write(high, new byte[Page]);
        ShouldBeMisuse(() => file.Read(whole, new byte[2 * Page]), "written while it was read");
        Platform.Reading = () => file.Write(low, new byte[Page]);
        file.Read(whole, new byte[Page], position: Page).ShouldBe(Page);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(4096)]
    [InlineData(16384)]
    [InlineData(65536)]
    public void Any_power_of_two_is_an_alignment(int alignment)
    {
        var file = Create(10L * alignment + 7, new RangedFileOptions { Alignment = alignment });
        var first = file.Allocate(alignment + 1);
        var second = file.Allocate(7);
        second.Offset.ShouldBe(alignment == 1 ? 2 : 2 * alignment);
        var receipt = file.Write(first, TemporaryDirectory.Pattern(alignment + 1));
        _ = file.Write(second, TemporaryDirectory.Pattern(7));
        ShouldBeMisuse(() => _ = file.Write(first, new byte[alignment + 1]), "written already");
        file.Flush(receipt);
        ShouldBeMisuse(() => file.Flush(receipt), "flushed already");
        var content = new byte[alignment + 1];
        file.Read(receipt, content).ShouldBe(content.Length);
        content.ShouldBe(TemporaryDirectory.Pattern(alignment + 1));
    }

    [Fact]
    public void A_flush_that_was_started_is_finished_once()
    {
        var file = Create();
        var receipt = file.Write(file.Allocate(Page), new byte[Page]);
        var pending = file.StartFlush(receipt);
        (pending.Offset, pending.Length).ShouldBe((receipt.Offset, receipt.Length));
        Platform.Flushes.ShouldBe([$"start 0+{Page}"]);
        file.Flush(pending);
        Platform.Flushes.ShouldBe([$"start 0+{Page}", "flush"]);
        ShouldBeMisuse(() => file.Flush(pending), "flushed already");
        ShouldBeMisuse(() => _ = file.StartFlush(receipt), "flushed already");
    }

    [Fact]
    public void Where_nothing_can_be_started_the_end_does_all()
    {
        Platform.HasStartFlush = false;
        var file = Create();
        file.Flush(file.StartFlush(file.Write(file.Allocate(Page), new byte[Page])));
        Platform.Flushes.ShouldContain("flush");
    }

    private delegate bool Split(AllocatedRange range, long position, out AllocatedRange low, out AllocatedRange high);

    private void ShouldSplit(long position, long expected, Split split)
    {
        var file = Create(5 * Page + 100);
        _ = file.Allocate(1);
        var range = file.Allocate(2 * Page + 100);
        split(range, position, out var low, out var high).ShouldBe(expected != 0);
        if (expected != 0)
        {
            (low.Offset, low.Length).ShouldBe((range.Offset, expected));
            (high.Offset, high.Length).ShouldBe((range.Offset + expected, range.Length - expected));
        }
    }
}
