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
}
