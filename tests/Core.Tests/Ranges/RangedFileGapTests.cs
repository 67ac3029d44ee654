namespace Mapwright.Core.Tests.Ranges;

public sealed class RangedFileGapTests : RangedFileTest
{
    [Fact]
    public void A_file_whose_ranges_are_all_flushed_has_none()
    {
        var file = Create();
        file.GetGaps().ShouldBeEmpty();
        file.Flush(file.Write(file.Allocate(3 * Page), new byte[3 * Page]));
        file.GetGaps().ShouldBeEmpty();
    }

    [Fact]
    public void What_was_handed_out_and_not_written_and_what_was_written_and_not_flushed_is_told()
    {
        var file = Create(options: new RangedFileOptions { Alignment = 512 });
        file.Flush(file.Write(file.Allocate(512), new byte[512]));
        _ = file.Allocate(100);
        _ = file.Allocate(512);
        _ = file.Write(file.Allocate(513), new byte[513]);
        file.GetGaps().ShouldBe([new RangeGap(512, 1024, RangeGapKind.NeverWritten), new RangeGap(1536, 1024, RangeGapKind.NeverFlushed)]);
    }

    [Fact]
    public void A_write_that_failed_is_told_until_it_succeeds()
    {
        var file = Create();
        _ = file.Allocate(Page);
        var range = file.Allocate(Page);
        _ = file.Allocate(Page);
        Platform.WriteError = 5;
        Should.Throw<StorageException>(() => _ = file.Write(range, new byte[Page]));
        file.GetGaps().Select(gap => gap.Kind).ShouldBe([RangeGapKind.NeverWritten, RangeGapKind.Failed, RangeGapKind.NeverWritten]);
        Platform.WriteError = 0;
        file.Flush(file.Write(range, new byte[Page]));
        file.GetGaps().ShouldBe([new RangeGap(0, Page, RangeGapKind.NeverWritten), new RangeGap(2 * Page, Page, RangeGapKind.NeverWritten)]);
    }

    [Fact]
    public void A_write_that_runs_is_told()
    {
        var file = Create();
        var range = file.Allocate(Page);
        IReadOnlyList<RangeGap> gaps = [];
        Platform.Writing = () => gaps = file.GetGaps();
        _ = file.Write(range, new byte[Page]);
        gaps.ShouldBe([new RangeGap(0, Page, RangeGapKind.BeingWritten)]);
    }

    [Fact]
    public void What_is_free_or_was_there_before_is_none()
    {
        Create(4 * Page).Dispose();
        using var file = Files.OpenRanged(Path, 2 * Page, new RangedFileOptions { Allocator = (length, alignment, allocated) => new RecyclingRangeAllocator(length, alignment, allocated) });
        var first = file.Allocate(Page);
        _ = file.Allocate(Page);
        file.Release(first);
        file.GetGaps().ShouldBe([new RangeGap(3 * Page, Page, RangeGapKind.NeverWritten)]);
    }

    [Fact]
    public void What_is_kept_ends_with_its_unit_and_a_failed_write_with_its_own()
    {
        Create(2 * Page).Dispose();
        using (var kept = Files.OpenRanged(Path, 5))
        {
            kept.GetGaps().ShouldBeEmpty();
        }

        var file = Create(2 * Page, name: "other");
        var range = file.Allocate(Page);
        _ = file.Allocate(Page);
        Platform.WriteError = 5;
        Should.Throw<StorageException>(() => _ = file.Write(range, new byte[Page]));
        file.GetGaps().ShouldBe([new RangeGap(0, Page, RangeGapKind.Failed), new RangeGap(Page, Page, RangeGapKind.NeverWritten)]);
    }

    [Fact]
    public void The_last_gap_ends_with_the_file()
    {
        var file = Create(5000);
        _ = file.Allocate(4097);
        file.GetGaps().ShouldBe([new RangeGap(0, 5000, RangeGapKind.NeverWritten)]);
    }

    [Theory]
    [InlineData(Page)]
    [InlineData(64)]
    public void What_is_being_flushed_is_told_until_it_is_durable(int alignment)
    {
        var file = Create(options: new RangedFileOptions { Alignment = alignment });
        file.Flush(file.Write(file.Allocate(100), new byte[100]));
        var start = file.Allocated;
        WriteReceipt[] receipts = [file.Write(file.Allocate(alignment), new byte[alignment]), file.Write(file.Allocate(alignment), new byte[alignment])];
        IReadOnlyList<RangeGap> gaps = [];
        Platform.Flushing = () => gaps = file.GetGaps();
        file.Flush(receipts[1]);
        gaps.ShouldBe([new RangeGap(start, 2 * alignment, RangeGapKind.NeverFlushed)]);
        file.FlushMany([receipts[0]]);
        gaps.ShouldBe([new RangeGap(start, alignment, RangeGapKind.NeverFlushed)]);
        file.GetGaps().ShouldBeEmpty();
    }

    [Fact]
    public void A_flush_that_is_refused_or_fails_leaves_what_it_was_for()
    {
        var file = Create();
        var receipt = file.Write(file.Allocate(Page), new byte[Page]);
        ShouldBeMisuse(() => file.FlushMany([receipt, receipt]), "being flushed");
        file.GetGaps().ShouldBe([new RangeGap(0, Page, RangeGapKind.NeverFlushed)]);
        Platform.FlushError = 5;
        Should.Throw<StorageException>(() => file.Flush(receipt));
        file.GetGaps().ShouldBe([new RangeGap(0, Page, RangeGapKind.NeverFlushed)]);
    }

    [Fact]
    public void Of_a_range_whose_write_failed_the_parts_that_are_written_are_told_no_more()
    {
        var file = Create();
        var whole = file.Allocate(3 * Page);
        Fail(file, whole);
        whole.TrySplitUp(Page, out var low, out var rest).ShouldBeTrue();
        rest.TrySplitUp(Page, out var middle, out var high).ShouldBeTrue();

        _ = file.Write(middle, new byte[Page]);
        file.GetGaps().Select(gap => gap.Kind).ShouldBe([RangeGapKind.Failed, RangeGapKind.NeverFlushed, RangeGapKind.Failed]);

        _ = file.Write(low, new byte[Page]);
        file.GetGaps().ShouldBe([new RangeGap(0, 2 * Page, RangeGapKind.NeverFlushed), new RangeGap(2 * Page, Page, RangeGapKind.Failed)]);

        _ = file.Write(high, new byte[Page]);
        file.GetGaps().ShouldBe([new RangeGap(0, 3 * Page, RangeGapKind.NeverFlushed)]);
    }

    [Fact]
    public void A_part_whose_write_fails_after_that_of_the_whole_takes_nothing_from_it()
    {
        var file = Create();
        var whole = file.Allocate(2 * Page);
        Fail(file, whole);
        whole.TrySplitUp(Page, out var low, out _).ShouldBeTrue();
        Fail(file, low);
        file.GetGaps().ShouldBe([new RangeGap(0, 2 * Page, RangeGapKind.Failed)]);
    }

    [Fact]
    public void What_was_written_or_handed_out_anew_is_not_told_as_failed()
    {
        var file = Create(options: Recycling);
        var whole = file.Allocate(2 * Page);
        whole.TrySplitUp(Page, out var low, out var high).ShouldBeTrue();
        Fail(file, low);
        Fail(file, high);
        whole = file.Rewrite(file.Write(whole, new byte[2 * Page]));
        file.GetGaps().ShouldBe([new RangeGap(0, 2 * Page, RangeGapKind.NeverWritten)]);
        Fail(file, whole);
        file.Release(whole);
        _ = file.Allocate(2 * Page);
        file.GetGaps().ShouldBe([new RangeGap(0, 2 * Page, RangeGapKind.NeverWritten)]);
    }

    private void Fail(RangedFileBase file, AllocatedRange range)
    {
        Platform.WriteError = 5;
        Should.Throw<StorageException>(() => _ = file.Write(range, new byte[range.Length]));
        Platform.WriteError = 0;
    }
}
