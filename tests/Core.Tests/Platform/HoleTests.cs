namespace Mapwright.Core.Tests.Platform;

public sealed class HoleTests : PlatformTest
{
    [Fact]
    public void A_length_is_extended_and_never_cut()
    {
        var path = Folder.File("extended", [1, 2, 3]);
        var file = Open(path);
        Platform.ExtendLength(file, 0).ShouldSucceed();
        Platform.ExtendLength(file, 2).ShouldSucceed();
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3]);
        Platform.ExtendLength(file, 5).ShouldSucceed();
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 0, 0]);
    }

    [Fact]
    public void A_hole_gives_blocks_back_and_reads_as_zeros()
    {
        Wine.Skip("it knows no holes");
        var content = TemporaryDirectory.Pattern(1 << 20);
        var path = Folder.File("holes", content);
        var file = Open(path);
        Platform.FlushAll(file).ShouldSucceed();
        Platform.GetMetadata(file, out var before).ShouldSucceed();
        Platform.PunchHole(file, 4096, 1 << 19).ShouldSucceed();
        Platform.GetMetadata(file, out var after).ShouldSucceed();
        after.AllocatedLength.ShouldBe(before.AllocatedLength - (1 << 19));
        content.AsSpan(4096, 1 << 19).Clear();
        TemporaryDirectory.Read(path).ShouldBe(content);
    }

    [Fact]
    public void Zeros_keep_length_and_blocks()
    {
        Wine.Skip("it knows no holes");
        var content = TemporaryDirectory.Pattern(100_000);
        var path = Folder.File("zeros", content);
        var file = Open(path);
        Platform.ZeroRange(file, 10, 50_000).ShouldSucceed();
        Platform.ZeroRange(file, 99_990, 1 << 20).ShouldSucceed();
        content.AsSpan(10, 50_000).Clear();
        content.AsSpan(99_990).Clear();
        TemporaryDirectory.Read(path).ShouldBe(content);
    }

    [Fact]
    public void On_a_file_system_that_makes_no_zeros_it_says_so()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("zeros"), disposition: FileDisposition.CreateNew);
        Platform.CodeOf(Platform.ZeroRange(file, 0, 10)).ShouldBe(StorageErrorCode.NotSupported);
    }

    [Fact]
    public void Extents_are_found_and_their_end_is_an_answer()
    {
        Wine.Skip("it knows no holes");
        var file = Create("extents");
        Platform.SetLength(file, 1 << 20).ShouldSucceed();
        Platform.FindExtent(file, 0, out _).ShouldSucceed().ShouldBe(0);
        Platform.WriteAt(file, new byte[4096], 8192).ShouldSucceed();
        Platform.FindExtent(file, 0, out var extent).ShouldSucceed().ShouldBe(1);
        extent.ShouldBe(new FileExtent(8192, 4096));
        Platform.FindExtent(file, 12_288, out _).ShouldSucceed().ShouldBe(0);
        Platform.FindExtent(file, long.MaxValue, out _).ShouldSucceed().ShouldBe(0);
    }

    [Fact]
    public void What_reserved_blocks_promise_depends_on_the_place()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("memory"), disposition: FileDisposition.CreateNew);
        Platform.GuaranteeOf(file).ShouldBe(AllocationGuarantee.Memory);
        Platform.IsVolatile(file).ShouldBeTrue();
    }

    [Theory]
    [InlineData(FileRights.ReadWrite)]
    [InlineData(FileRights.Read)]
    [InlineData(FileRights.Write)]
    public void An_interval_is_flushed_whatever_the_file_was_opened_for(FileRights rights)
    {
        var path = Folder.File("flushed", TemporaryDirectory.Pattern(100_000));
        var file = Open(path, rights);
        Platform.FlushRange(file, 5000, 10_000).ShouldSucceed();
        Platform.FlushRange(file, 99_000, 1L << 40).ShouldSucceed();
        Platform.FlushRange(file, 99_000, long.MaxValue - 99_000).ShouldSucceed();
        Platform.FlushRange(file, 7, 0).ShouldSucceed();
        Platform.FlushRange(Create("empty"), 0, 100).ShouldSucceed();
    }

    [Fact]
    public void Flushing_an_interval_leaves_no_mapping_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what is mapped is asked for in /proc");
        var path = Folder.File("flushed", TemporaryDirectory.Pattern(100_000));
        Platform.FlushRange(Open(path), 5000, 10_000).ShouldSucceed();
        File.ReadAllText("/proc/self/maps").ShouldNotContain(path);
    }

    [Fact]
    public void Advice_is_taken_for_any_interval()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux takes all advice");
        var file = Create("advised", new byte[10_000]);
        foreach (var advice in Enum.GetValues<FileAdvice>())
        {
            Platform.Advise(file, 0, long.MaxValue, advice).ShouldSucceed();
            Platform.Advise(file, 100, 0, advice).ShouldSucceed();
        }
    }

    [Fact]
    public void Clean_pages_leave_the_cache_when_they_are_not_needed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux drops pages on advice");
        var file = Create("dropped", TemporaryDirectory.Pattern(1 << 20));
        Platform.FlushData(file).ShouldSucceed();
        Platform.Advise(file, 0, 1 << 20, FileAdvice.DontNeed).ShouldSucceed();
        Platform.CodeOf(Platform.TryReadAt(file, new byte[4096], 1 << 19)).ShouldBe(StorageErrorCode.WouldBlock);
    }
}
