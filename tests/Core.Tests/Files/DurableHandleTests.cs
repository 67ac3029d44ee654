using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Files;

/// <summary>What does not travel as a plain write, of a file whose writes are durable: it is asked to be durable too, and poisons the file where it was not.</summary>
public sealed class DurableHandleTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FailingPlatform _platform = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Durability.None, TransferOptions.None)]
    [InlineData(Durability.Barrier, TransferOptions.Durable)]
    [InlineData(Durability.Data, TransferOptions.Durable)]
    [InlineData(Durability.Full, TransferOptions.FullyDurable)]
    [InlineData(Durability.Auto, TransferOptions.Durable)]
    public void An_append_is_asked_to_be_as_durable_as_the_file_is(Durability durability, TransferOptions expected)
    {
        using var file = Open(durability);
        file.Append([1, 2, 3]).ShouldBe(0);
        file.Append([4]).ShouldBe(3);
        _platform.Appended.ShouldBe([expected, expected]);
        TemporaryDirectory.Read(file.Path).ShouldBe([1, 2, 3, 4]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Zeros_that_did_not_reach_the_disk_poison_a_file_whose_writes_are_durable(bool asHole)
    {
        using var file = Open(Durability.Data);
        _platform.Fails = true;
        Should.Throw<StorageException>(() => Zero(file, asHole)).Code.ShouldBe(StorageErrorCode.DeviceError);
        _platform.Fails = false;
        file.IsPoisoned.ShouldBeTrue();
        Should.Throw<StorageException>(() => Zero(file, asHole)).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Zeros_that_could_not_be_written_poison_no_file_whose_flush_has_yet_to_come(bool asHole)
    {
        using var file = Open(Durability.None);
        _platform.Fails = true;
        Should.Throw<StorageException>(() => Zero(file, asHole)).Code.ShouldBe(StorageErrorCode.DeviceError);
        file.IsPoisoned.ShouldBeFalse();
    }

    private StorageFileBase Open(Durability durability) => new CallerFileSystem(_platform).Open(
        _folder.File("file"), new StorageFileOptions { Disposition = FileDisposition.CreateNew, Durability = durability });

    private static void Zero(StorageFileBase file, bool asHole)
    {
        if (asHole)
        {
            file.PunchHole(100, 1_000);
        }
        else
        {
            file.ZeroRange(0, 300_000);
        }
    }

    /// <summary>A place that has no zeros but written ones.</summary>
    private sealed class FailingPlatform : ForwardingPlatform
    {
        public bool Fails { get; set; }

        public List<TransferOptions> Appended { get; } = [];

        public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other) =>
            Inner.Reopen(file, caching, durability, out other);

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
            Fails ? IoResult.Failure(DeviceError) : base.WriteAt(file, buffer, offset);

        public override IoResult ZeroRange(PlatformFile file, long offset, long length) => NotSupported;

        public override IoResult PunchHole(PlatformFile file, long offset, long length) =>
            Fails ? IoResult.Failure(DeviceError) : Inner.PunchHole(file, offset, length);

        public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options)
        {
            Appended.Add(options);
            return Inner.Append(file, buffer, options);
        }
    }
}
