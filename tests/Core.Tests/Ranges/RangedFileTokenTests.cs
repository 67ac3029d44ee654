namespace Mapwright.Core.Tests.Ranges;

public sealed class RangedFileTokenTests : RangedFileTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_written_is_read_by_the_range_and_by_the_receipt()
    {
        var file = Create();
        var data = TemporaryDirectory.Pattern(5000);
        var range = file.Allocate(data.Length);
        var receipt = file.Write(range, data);
        (receipt.Offset, receipt.Length).ShouldBe((range.Offset, range.Length));

        var buffer = new byte[data.Length];
        file.Read(receipt, buffer).ShouldBe(data.Length);
        buffer.ShouldBe(data);
        file.Read(range, buffer, position: 4999).ShouldBe(1);
        buffer[0].ShouldBe(data[4999]);
        file.Flush(receipt);
        file.Read(receipt, buffer).ShouldBe(data.Length);
    }

    [Fact]
    public async Task The_asynchronous_forms_do_the_same()
    {
        var file = Create();
        var data = TemporaryDirectory.Pattern(Page);
        var receipt = await Run(file.WriteAsync(file.Allocate(Page), data, Token));
        var buffer = new byte[Page];
        (await Run(file.ReadAsync(receipt, buffer, cancellationToken: Token))).ShouldBe(Page);
        buffer.ShouldBe(data);
        await Run(file.FlushManyAsync(new[] { receipt }, Token));
        await Run(file.FlushAsync(Token));
        ShouldBeMisuse(() => file.Flush(receipt), "flushed already");
    }

    [Fact]
    public void A_read_ends_with_the_range()
    {
        var file = Create();
        var range = file.Allocate(10);
        file.Write(file.Allocate(Page), TemporaryDirectory.Pattern(Page));
        file.Read(range, new byte[100]).ShouldBe(10);
        file.Read(range, new byte[100], position: 10).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(range, new byte[1], position: 11));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(range, new byte[1], position: -1));
    }

    [Fact]
    public void A_read_where_another_party_cut_the_file_off_is_no_short_one()
    {
        var file = Create();
        var receipt = file.Write(file.Allocate(2 * Page), new byte[2 * Page]);
        using (var other = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(Page + 1);
        }

        var error = Should.Throw<StorageException>(() => file.Read(receipt, new byte[2 * Page], position: 1));
        (error.Code, error.Offset).ShouldBe((StorageErrorCode.Truncated, 1));
        Should.Throw<StorageException>(() => file.ReadAsync(receipt, new byte[2], Page, Token).AsTask().GetAwaiter().GetResult())
            .Code.ShouldBe(StorageErrorCode.Truncated);
        file.Read(receipt, new byte[Page + 1]).ShouldBe(Page + 1);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(0)]
    public void Data_that_is_not_as_long_as_the_range_is_refused(int length)
    {
        var file = Create();
        var range = file.Allocate(100);
        Should.Throw<ArgumentException>(() => file.Write(range, new byte[length]));
        Should.Throw<ArgumentException>(() => file.WriteAsync(range, new byte[length], Token).AsTask());
        file.Write(range, new byte[100]).Length.ShouldBe(100);
    }

    [Fact]
    public void A_range_is_written_once_whatever_copies_of_it_exist()
    {
        var file = Create();
        var range = file.Allocate(Page);
        var copy = range;
        file.Write(range, new byte[Page]);
        ShouldBeMisuse(() => file.Write(copy, new byte[Page]), "written already");
    }

    [Fact]
    public void A_range_that_is_being_written_is_neither_written_nor_read()
    {
        var file = Create();
        var range = file.Allocate(Page);
        var attempts = 0;
        Platform.Writing = () =>
        {
            Platform.Writing = null;
            ShouldBeMisuse(() => file.Write(range, new byte[Page]), "is being written");
            ShouldBeMisuse(() => file.Read(range, new byte[Page]), "is being written");
            ShouldBeMisuse(() => file.ReadAsync(range, new byte[Page], cancellationToken: Token).AsTask().GetAwaiter().GetResult(), "is being written");
            attempts++;
        };
        file.Write(range, new byte[Page]);
        attempts.ShouldBe(1);
    }

    [Fact]
    public void A_read_into_which_a_write_came_is_refused()
    {
        var file = Create();
        var range = file.Allocate(Page);
        Platform.Reading = () => file.Write(range, TemporaryDirectory.Pattern(Page));
        ShouldBeMisuse(() => file.Read(range, new byte[Page]), "written while it was read");
        Platform.Reading = null;
        file.Read(range, new byte[Page]).ShouldBe(Page);
    }

    [Fact]
    public void A_flush_during_a_read_does_not_matter()
    {
        var file = Create();
        var receipt = file.Write(file.Allocate(Page), new byte[Page]);
        Platform.Reading = () => file.Flush(receipt);
        file.Read(receipt, new byte[Page]).ShouldBe(Page);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_range_to_be_written_again()
    {
        var file = Create();
        var range = file.Allocate(Page);
        Platform.WriteError = Fakes.ForwardingPlatform.DeviceError;
        var error = Should.Throw<StorageException>(() => file.Write(range, new byte[Page]));
        error.BytesWritten.ShouldBe(3);
        error.Offset.ShouldBe(range.Offset);
        Platform.WriteError = 0;
        file.Flush(file.Write(range, new byte[Page]));
    }

    [Fact]
    public void A_write_that_is_cancelled_before_it_starts_leaves_the_range_to_be_written()
    {
        var file = Create();
        var range = file.Allocate(Page);
        using var cancellation = new CancellationTokenSource();
        var write = file.WriteAsync(range, new byte[Page], cancellation.Token).AsTask();
        cancellation.Cancel();
        Scheduler.RunAll();
        Should.Throw<OperationCanceledException>(() => write.GetAwaiter().GetResult());
        file.Write(range, new byte[Page]).Length.ShouldBe(Page);
    }

    [Fact]
    public void Tokens_of_another_file_are_refused_on_the_callers_thread()
    {
        var file = Create();
        var other = Create(name: "other");
        var range = other.Allocate(Page);
        var receipt = other.Write(other.Allocate(Page), new byte[Page]);
        ShouldBeMisuse(() => file.Write(range, new byte[Page]), "other");
        ShouldBeMisuse(() => file.Read(range, new byte[Page]), "other");
        ShouldBeMisuse(() => file.Read(receipt, new byte[Page]), "other");
        ShouldBeMisuse(() => file.Flush(receipt), "other");
        ShouldBeMisuse(() => file.FlushMany([receipt]), "other");
        ShouldBeMisuse(() => file.WriteAsync(range, new byte[Page], Token).AsTask(), "other");
        ShouldBeMisuse(() => file.FlushManyAsync(new[] { receipt }, Token).AsTask(), "other");
        other.Write(range, new byte[Page]).Length.ShouldBe(Page);
        other.Flush(receipt);
    }

    [Fact]
    public void Tokens_of_another_object_of_the_same_file_are_refused()
    {
        var file = Create();
        using var again = Files.OpenRanged(Path, allocated: 0);
        ShouldBeMisuse(() => file.Write(again.Allocate(Page), new byte[Page]), "another object");
    }

    [Fact]
    public void Tokens_that_no_file_issued_are_refused()
    {
        var file = Create();
        ShouldBeMisuse(() => file.Write(default, []), "no file issued");
        ShouldBeMisuse(() => file.Flush(default(WriteReceipt)), "no file issued");
    }

    [Fact]
    public void Nothing_goes_on_with_a_disposed_file()
    {
        var file = Create();
        var range = file.Allocate(Page);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Allocate(Page));
        Should.Throw<ObjectDisposedException>(() => file.Write(range, new byte[Page]));
        Should.Throw<ObjectDisposedException>(() => file.Read(range, new byte[Page]));
        Should.Throw<ObjectDisposedException>(() => file.Flush());
    }

    [Fact]
    public void Overlapping_ranges_of_a_wrong_allocator_are_refused_when_they_are_written()
    {
        var file = Create(options: new RangedFileOptions { Allocator = (length, _, _) => new StuckAllocator(length, Page) });
        file.Write(file.Allocate(3 * Page), new byte[3 * Page]);
        ShouldBeMisuse(() => file.Write(file.Allocate(Page), new byte[Page]), "written already");
    }

    [Theory]
    [InlineData(-Page)]
    [InlineData(1)]
    [InlineData(64 * Page)]
    public void Ranges_that_a_wrong_allocator_puts_elsewhere_are_refused(long offset)
    {
        var file = Create(options: new RangedFileOptions { Allocator = (length, _, _) => new StuckAllocator(length, offset) });
        Should.Throw<InvalidOperationException>(() => file.Allocate(Page));
    }

    private async ValueTask<T> Run<T>(ValueTask<T> operation)
    {
        Scheduler.RunAll();
        return await operation;
    }

    private async ValueTask Run(ValueTask operation)
    {
        Scheduler.RunAll();
        await operation;
    }

    /// <summary>Hands out the same offset again and again.</summary>
    private sealed class StuckAllocator(long length, long offset) : IRangeAllocator
    {
        public long Length => length;

        public long Allocated => 0;

        public long Remaining => length;

        public long Allocate(long length) => offset;

        public bool TryAllocate(long length, out long taken)
        {
            taken = offset;
            return true;
        }

        public IReadOnlyList<(long Offset, long Length)> GetFree() => [];
    }
}
