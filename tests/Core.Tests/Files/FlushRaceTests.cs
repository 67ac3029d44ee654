using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Files;

/// <summary>Two flushes at once, of which the system tells one that data was lost: the other does not take its silence for success.</summary>
public sealed class FlushRaceTests : IDisposable
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryDirectory _folder = new();
    private readonly TellingOne _platform = new();
    private readonly CallerFileSystem _files;

    public FlushRaceTests() => _files = new CallerFileSystem(_platform);

    private string Path => _folder.File("file");

    public void Dispose()
    {
        _platform.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Of_a_file()
    {
        using var file = _files.CreateNew(Path);
        file.WriteAt("lost"u8, 0);
        Race(file.FlushData, file.FlushAll);
    }

    [Fact]
    public void Of_an_interval_and_by_a_durable_write()
    {
        using var file = _files.CreateNew(Path);
        Race(file.FlushData, () => file.WriteDurableAt("lost"u8, 0));
        _platform.Again();
        using var other = _files.CreateNew(_folder.File("other"));
        Race(other.FlushData, () => other.FlushRange(0, 4));
    }

    [Fact]
    public void Of_plain_writes_to_a_file_whose_writes_are_durable()
    {
        byte[] bytes = [1, 2, 3, 4];
        Action<StorageFileBase>[] writes =
        [
            file => file.WriteAt(bytes, 0),
            file => file.WriteAt([bytes.AsMemory()], 0),
            file => file.WriteMany([new FileWrite(bytes, 0)]),
            file => file.Append(bytes),
            file => file.ZeroRange(0, 4),
        ];
        for (var i = 0; i < writes.Length; i++)
        {
            using var file = _files.Open(_folder.File($"durable{i}"), new() { Disposition = FileDisposition.CreateNew, Durability = Durability.Data });
            Race(file.FlushData, () => writes[i](file));
            _platform.Again();
        }
    }

    [Fact]
    public void Of_a_write_that_asks_for_durability_by_itself()
    {
        using var file = _files.CreateNew(Path);
        Race(() => file.WriteAt("lost"u8, 0, Durability.Data, Caching.Buffered), () => file.WriteAt("lost"u8, 4, Durability.Full, Caching.Buffered));
    }

    [Fact]
    public void Of_a_mapping_and_its_file()
    {
        using var map = _files.CreateMutableMapped(Path, 4096);
        using var file = _files.OpenWrite(Path);
        map.Write(0, 1L);
        Race(file.FlushData, map.Flush);
    }

    [Fact]
    public void Of_ranges()
    {
        using var file = _files.CreateRanged(Path, 2 * 4096);
        var first = file.Write(file.Allocate(4096), new byte[4096]);
        var second = file.Write(file.Allocate(4096), new byte[4096]);
        Race(() => file.Flush(first), () => file.Flush(second));
        file.GetGaps().ShouldNotBeEmpty();
    }

    [Fact]
    public void Of_a_device()
    {
        using var device = _files.CreateDevice(Path, blockCount: 2);
        device.Write(new byte[4096], 0);
        Race(device.Flush, () => device.Write(new byte[4096], 4096, DeviceWriteOptions.ForceAccess));
    }

    /// <summary>The first is told of the failure, and says so only when the second has had every chance to go on.</summary>
    private void Race(Action first, Action second)
    {
        var told = Task.Run(first);
        _platform.IsTold.Wait();
        var silent = Task.Run(second);
        _platform.IsSilent.Wait();
        ((IAsyncResult)silent).AsyncWaitHandle.WaitOne(s_moment);
        _platform.GoOn.Set();
        Should.Throw<StorageException>(told).Code.ShouldBe(StorageErrorCode.DeviceError);
        Should.Throw<StorageException>(silent).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    private sealed class TellingOne : ForwardingPlatform, IDisposable
    {
        private PlatformFile? _durable;
        private int _calls;

        public ManualResetEventSlim IsTold { get; } = new();

        public ManualResetEventSlim IsSilent { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public void Again()
        {
            _calls = 0;
            IsTold.Reset();
            IsSilent.Reset();
            GoOn.Reset();
        }

        public void Dispose()
        {
            IsTold.Dispose();
            IsSilent.Dispose();
            GoOn.Dispose();
        }

        public override IoResult FlushData(PlatformFile file) => Report();

        public override IoResult FlushAll(PlatformFile file) => Report();

        public override IoResult FlushRange(PlatformFile file, long offset, long length) => Report();

        public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length) => Report();

        public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => Report(buffer.Length);

        public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
        {
            var result = Inner.Reopen(file, caching, durability, out other);
            _durable = durability == Durability.None ? _durable : other;
            return result;
        }

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
            file == _durable ? Report(buffer.Length) : base.WriteAt(file, buffer, offset);

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, TransferOptions options) =>
            file == _durable || (options & (TransferOptions.Durable | TransferOptions.FullyDurable)) != 0
                ? Report(buffer.Length)
                : base.WriteAt(file, buffer, offset, options);

        public override IoResult WriteAt(PlatformFile file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset, TransferOptions options) =>
            Report(buffers.Sum(buffer => buffer.Length));

        public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options) => Report();

        private IoResult Report(int transferred = 0)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                IsTold.Set();
                GoOn.Wait();
                return IoResult.Failure(DeviceError);
            }

            IsSilent.Set();
            return IoResult.Success(transferred);
        }
    }
}
