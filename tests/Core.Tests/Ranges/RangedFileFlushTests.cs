using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Ranges;

public sealed class RangedFileFlushTests : RangedFileTest
{
    [Fact]
    public void A_receipt_is_flushed_once()
    {
        var file = Create();
        var receipt = Write(file);
        file.Flush(receipt);
        Platform.Flushes.ShouldBe(["flush"]);
        ShouldBeMisuse(() => file.Flush(receipt), "flushed already");
        ShouldBeMisuse(() => file.FlushMany([receipt]), "flushed already");
        Platform.Flushes.ShouldBe(["flush"]);
    }

    [Fact]
    public void Many_receipts_are_started_each_and_waited_for_once()
    {
        var file = Create();
        WriteReceipt[] receipts = [Write(file), Write(file), Write(file)];
        file.FlushMany(receipts);
        Platform.Flushes.ShouldBe(["start 0+4096", "start 4096+4096", "start 8192+4096", "flush"]);
        foreach (var receipt in receipts)
        {
            ShouldBeMisuse(() => file.Flush(receipt), "flushed already");
        }
    }

    [Fact]
    public void Where_write_back_cannot_be_started_one_flush_does_it()
    {
        Platform.HasStartFlush = false;
        var file = Create();
        file.FlushMany([Write(file), Write(file)]);
        Platform.Flushes.ShouldBe(["start 0+4096", "flush"]);
    }

    [Fact]
    public void Write_back_of_a_large_range_starts_with_its_write()
    {
        const int Large = 1 << 20;
        var file = Create(length: 2 * Large);
        _ = file.Write(file.Allocate(Large), new byte[Large]);
        _ = file.Write(file.Allocate(Large - 1), new byte[Large - 1]);
        Platform.Flushes.ShouldBe([$"start 0+{Large}"]);
    }

    [Fact]
    public void A_large_range_is_written_where_write_back_cannot_be_started()
    {
        const int Large = 1 << 20;
        Platform.HasStartFlush = false;
        var file = Create(length: Large);
        file.Flush(file.Write(file.Allocate(Large), new byte[Large]));
        Platform.Flushes.ShouldBe([$"start 0+{Large}", "flush"]);
    }

    [Fact]
    public void Flushing_no_receipts_is_no_flush()
    {
        Create().FlushMany([]);
        Platform.Flushes.ShouldBeEmpty();
    }

    [Fact]
    public void A_receipt_that_is_there_twice_fails_the_call_and_spends_none()
    {
        var file = Create();
        var first = Write(file);
        var second = Write(file);
        ShouldBeMisuse(() => file.FlushMany([first, second, first]), "flushed already, or is being flushed");
        Platform.Flushes.ShouldBeEmpty();
        file.FlushMany([first, second]);
    }

    [Fact]
    public void Flushing_the_whole_file_leaves_receipts_as_they_are()
    {
        var file = Create();
        var receipt = Write(file);
        file.Flush();
        file.Flush(receipt);
        Platform.Flushes.ShouldBe(["flush", "flush"]);
    }

    [Fact]
    public void A_flush_that_fails_poisons_the_file_and_is_never_retried()
    {
        var file = Create();
        var receipt = Write(file);
        var range = file.Allocate(Page);
        Platform.FlushError = ForwardingPlatform.DeviceError;
        Should.Throw<StorageException>(() => file.Flush(receipt)).Code.ShouldBe(StorageErrorCode.DeviceError);
        file.IsPoisoned.ShouldBeTrue();
        Platform.FlushError = 0;

        Should.Throw<StorageException>(() => file.Flush(receipt)).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => file.FlushMany([receipt])).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(file.Flush).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => file.Write(range, new byte[Page])).Code.ShouldBe(StorageErrorCode.Poisoned);
        Platform.Flushes.ShouldBe(["flush"]);
    }

    [Fact]
    public void What_is_being_flushed_is_neither_exchanged_nor_given_back()
    {
        var file = Create(options: Recycling);
        var receipt = Write(file);
        Platform.Flushing = () =>
        {
            ShouldBeMisuse(() => _ = file.Rewrite(receipt), "it is being flushed");
            ShouldBeMisuse(() => file.Release(receipt), "it is being flushed");
        };
        file.Flush(receipt);
        file.Release(receipt);
    }

    [Fact]
    public void A_flush_that_fails_while_a_receipt_of_it_is_used_elsewhere_tells_the_devices_error_and_lets_the_file_go()
    {
        var file = Create(options: Recycling);
        WriteReceipt[] receipts = [Write(file), Write(file), Write(file)];
        Platform.FlushError = ForwardingPlatform.DeviceError;
        Platform.Flushing = () => Record.Exception(() => file.Rewrite(receipts[0]));
        Should.Throw<StorageException>(() => file.FlushMany(receipts)).Code.ShouldBe(StorageErrorCode.DeviceError);
        file.GetGaps().ShouldBe([new RangeGap(0, 3 * Page, RangeGapKind.NeverFlushed)]);
        file.Dispose();
        Platform.OpenFiles.ShouldBe(0);
    }

    private static WriteReceipt Write(RangedFileBase file) => file.Write(file.Allocate(Page), TemporaryDirectory.Pattern(Page));
}
