using System.Buffers;
using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

public sealed class VectorTests : PlatformTest
{
    public static TheoryData<TransferOptions> Options => [TransferOptions.None, TransferOptions.DontCache, TransferOptions.Durable, TransferOptions.FullyDurable];

    [Theory, MemberData(nameof(Options))]
    public void Buffers_are_written_one_after_the_other(TransferOptions options)
    {
        var path = Folder.File("written", [1, 2, 3, 4]);
        ReadOnlyMemory<byte>[] buffers = [new byte[] { 7 }, ReadOnlyMemory<byte>.Empty, new byte[] { 8, 9 }];
        Platform.WriteAt(Open(path), buffers, 3, options).ShouldSucceed().ShouldBe(3);
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 7, 8, 9]);
    }

    [Theory, MemberData(nameof(Options))]
    public void One_buffer_is_written_with_options(TransferOptions options)
    {
        var path = Folder.File("written", [1, 2, 3, 4]);
        Platform.WriteAt(Open(path), new byte[] { 8, 9 }, 3, options).ShouldSucceed().ShouldBe(2);
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 8, 9]);
    }

    [Theory]
    [InlineData(9_990, 10)]
    [InlineData(10_000, 0)]
    [InlineData(long.MaxValue - 1, 0)]
    [InlineData(long.MaxValue, 0)]
    public void A_read_into_buffers_is_short_only_at_the_end(long offset, int expected)
    {
        var file = Create("short", new byte[10_000]);
        Memory<byte>[] buffers = [new byte[6], new byte[30]];
        Platform.ReadAt(file, buffers, offset, TransferOptions.None).ShouldSucceed().ShouldBe(expected);
        if (OperatingSystem.IsLinux())
        {
            Platform.ReadAt(file, buffers, offset, TransferOptions.WithoutWaiting).ShouldSucceed().ShouldBe(expected);
        }

        Platform.ReadAt(file, new byte[36], offset, TransferOptions.DontCache).ShouldSucceed().ShouldBe(expected);
    }

    [Fact]
    public void Where_pages_cannot_leave_the_cache_they_stay_and_the_transfer_is_made()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("kept"), disposition: FileDisposition.CreateNew);
        for (var i = 0; i < 2; i++)
        {
            Platform.WriteAt(file, new byte[] { 5, 6 }, i, TransferOptions.DontCache).ShouldSucceed().ShouldBe(2);
            var read = new byte[2];
            Platform.ReadAt(file, read, i, TransferOptions.DontCache).ShouldSucceed().ShouldBe(2);
            read.ShouldBe([5, 6]);
        }
    }

    [Fact]
    public void A_full_disk_is_reported_with_what_was_written_of_all_buffers()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("full"), disposition: FileDisposition.CreateNew);
        var buffers = Enumerable.Range(0, 100).Select(_ => (ReadOnlyMemory<byte>)new byte[4096]).ToArray();
        var result = Platform.WriteAt(file, buffers, 0, TransferOptions.None);
        Platform.CodeOf(result).ShouldBe(StorageErrorCode.NoSpace);
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        result.Value.ShouldBe(metadata.Length);
        result.Value.ShouldBeInRange(4096, 64 * 1024);
    }

    [Fact]
    public void A_buffer_that_cannot_be_pinned_leaves_no_other_pinned()
    {
        var file = Create("pinned", new byte[100]);
        var good = new CountedMemory(canPin: true);
        var bad = new CountedMemory(canPin: false);

        Should.Throw<ObjectDisposedException>(() => Platform.WriteAt(file, [good.Bytes, bad.Bytes], 0, TransferOptions.None));
        Should.Throw<ObjectDisposedException>(() => Platform.ReadAt(file, [good.Bytes, bad.Bytes], 0, TransferOptions.None));

        good.Pins.ShouldBe(0);
        Platform.WriteAt(file, [good.Bytes, good.Bytes], 0, TransferOptions.None).ShouldSucceed().ShouldBe(20);
        good.Pins.ShouldBe(0);
    }

    /// <summary>Memory that counts its pins, or shows what has ended.</summary>
    private sealed class CountedMemory(bool canPin) : MemoryManager<byte>
    {
        private readonly byte[] _bytes = GC.AllocateArray<byte>(10, pinned: true);

        public int Pins { get; private set; }

        public Memory<byte> Bytes => CreateMemory(10);

        public override Span<byte> GetSpan() => canPin ? _bytes : throw new ObjectDisposedException(nameof(CountedMemory));

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            GetSpan();
            Pins++;
            return new MemoryHandle((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, elementIndex), pinnable: this);
        }

        public override void Unpin() => Pins--;

        protected override void Dispose(bool disposing)
        {
            // The collector owns the bytes.
        }
    }
}
