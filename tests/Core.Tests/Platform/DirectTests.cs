using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

/// <summary>The same file opened in another way.</summary>
public sealed unsafe class DirectTests : PlatformTest
{
    private readonly byte* _aligned = (byte*)NativeMemory.AlignedAlloc(1 << 16, 4096);

    public override void Dispose()
    {
        NativeMemory.AlignedFree(_aligned);
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(Caching.Buffered, Durability.None)]
    [InlineData(Caching.Buffered, Durability.Barrier)]
    [InlineData(Caching.Buffered, Durability.Data)]
    [InlineData(Caching.Buffered, Durability.Full)]
    [InlineData(Caching.DontCache, Durability.Data)]
    [InlineData(Caching.Direct, Durability.None)]
    [InlineData(Caching.Direct, Durability.Full)]
    public void Another_way_of_opening_reads_and_writes_the_same_bytes(Caching caching, Durability durability)
    {
        var content = TemporaryDirectory.Pattern(1 << 16);
        var path = Folder.File("same", content);
        var other = Reopen(Open(path), caching, durability);
        var buffer = new Span<byte>(_aligned, 8192);

        Platform.ReadAt(other, buffer, 4096).ShouldSucceed().ShouldBe(8192);
        buffer.SequenceEqual(content.AsSpan(4096, 8192)).ShouldBeTrue();
        buffer.Fill(77);
        Platform.WriteAt(other, buffer, 8192).ShouldSucceed().ShouldBe(8192);
        content.AsSpan(8192, 8192).Fill(77);
        TemporaryDirectory.Read(path).ShouldBe(content);
    }

    [Fact]
    public void Past_the_cache_a_read_at_the_end_is_short()
    {
        var content = TemporaryDirectory.Pattern(10_000);
        var other = Reopen(Open(Folder.File("end", content)), Caching.Direct, Durability.None);
        var buffer = new Span<byte>(_aligned, 16_384);

        Platform.ReadAt(other, buffer, 0).ShouldSucceed().ShouldBe(10_000);
        buffer[..10_000].SequenceEqual(content).ShouldBeTrue();
        Platform.ReadAt(other, buffer, 8192).ShouldSucceed().ShouldBe(10_000 - 8192);
        Platform.ReadAt(other, buffer, 16_384).ShouldSucceed().ShouldBe(0);
    }

    [Fact]
    public void The_same_file_is_opened_when_its_name_is_gone()
    {
        Wine.Skip("the name goes when the last handle is closed");
        var path = Folder.File("gone", [1, 2, 3]);
        var file = Open(path);
        File.Delete(path);
        File.WriteAllBytes(path, [9]);
        var read = new byte[3];
        Platform.ReadAt(Reopen(file, Caching.Buffered, Durability.None), read, 0).ShouldSucceed().ShouldBe(3);
        read.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Rights_stay_the_same()
    {
        var other = Reopen(Open(Folder.File("rights", [1]), FileRights.Read), Caching.Buffered, Durability.None);
        Platform.CodeOf(Platform.WriteAt(other, [2], 0)).ShouldBe(OperatingSystem.IsWindows() ? StorageErrorCode.AccessDenied : StorageErrorCode.InvalidArgument);
    }

    [Fact]
    public void What_transfers_past_the_cache_are_multiples_of_is_told()
    {
        Wine.Skip("it does not tell");
        Platform.GetTransferLimits(Create("limits", new byte[8192]), out var limits).ShouldSucceed();
        int.IsPow2(limits.MemoryAlignment).ShouldBeTrue();
        limits.OffsetAlignment.ShouldBeInRange(512, 1 << 16);
        (limits.UntornMinimum <= limits.UntornMaximum).ShouldBeTrue();
    }

    [Fact]
    public void An_untorn_write_where_there_are_none_is_not_supported_and_writes_nothing()
    {
        Wine.Skip("it does not tell the size of a sector");
        var file = Create("untorn", new byte[8192]);
        Platform.GetTransferLimits(file, out var limits).ShouldSucceed();
        Assert.SkipWhen(limits.UntornMaximum > 0, "this device has untorn writes");
        var buffer = new Span<byte>(_aligned, 4096);
        buffer.Fill(77);

        Platform.CodeOf(Platform.WriteAt(Reopen(file, Caching.Direct, Durability.None), buffer, 4096, TransferOptions.Untorn)).ShouldBe(StorageErrorCode.NotSupported);

        TemporaryDirectory.Read(Folder.File("untorn")).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Where_the_system_does_not_say_the_alignment_is_found_by_trial()
    {
        using var disk = new SmallDisk(64);
        Platform.GetTransferLimits(Open(disk.File("trial"), disposition: FileDisposition.CreateNew), out var limits).ShouldSucceed();
        limits.OffsetAlignment.ShouldBeOneOf(0, 4096);
        limits.MemoryAlignment.ShouldBe(limits.OffsetAlignment);
        OpenDescriptors.Of(disk.File("trial")).ShouldBe(1);
    }

    private PlatformFile Reopen(PlatformFile file, Caching caching, Durability durability)
    {
        Platform.Reopen(file, caching, durability, out var other).ShouldSucceed();
        return Closing(other!);
    }
}
