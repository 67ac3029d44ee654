using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>What is asked of the memory behind a mapping, as the system shows it.</summary>
public sealed partial class MapMemoryOperationTests : MappingTest
{
    private const int NotPermitted = 1;
    private const int NotSupported = 95;
    private const int NoMemory = 12;

    private static readonly int s_page = Environment.SystemPageSize;

    [Fact]
    public void What_was_prefetched_is_resident()
    {
        using var map = Files.CreateMutableMapped(Folder.File("sparse"), 40L * s_page);
        map.GetResidency(0, map.Length).ShouldBe(new MapResidency(40, 0));

        // Or the system reads ahead.
        map.Advise(0, map.Length, MapAdvice.Random);
        map.Prefetch((3 * s_page) + 1, s_page);
        map.GetResidency(0, map.Length).ShouldBe(new MapResidency(40, 2));
        map.GetResidency(3 * s_page, 2 * s_page).IsComplete.ShouldBeTrue();
        map.Prefetch(0, map.Length, forWrite: true);
        map.GetResidency(0, map.Length).ResidentPages.ShouldBe(40);
        Files.GetMetadata(map.Path).AllocatedLength.ShouldBeGreaterThanOrEqualTo(40L * s_page);
    }

    [Fact]
    public void Pages_are_counted_that_are_inside_in_part()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 10 });
        map.GetResidency(0, 1).Pages.ShouldBe(1);
        map.GetResidency(s_page - 11, 2).Pages.ShouldBe(2);
        map.GetResidency(5, 0).ShouldBe(new MapResidency(0, 0));
        map.GetResidency(0, map.Length).IsComplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData(NotPermitted)]
    [InlineData(NotSupported)]
    public void Residency_that_the_system_does_not_tell_is_unknown(int error)
    {
        using var map = Files.OpenMapped(Path);
        Platform.Fail(nameof(StoragePlatform.GetResidency), error);
        var residency = map.GetResidency(0, map.Length);
        (residency.IsKnown, residency.IsComplete, residency.ResidentPages).ShouldBe((false, false, null));
        residency.Pages.ShouldBe((Length + s_page - 1) / s_page);
    }

    [Fact]
    public void Residency_of_a_file_that_one_may_only_read_is_unknown()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "takes the rights off a thread, which needs them all first");
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        File.SetUnixFileMode(Folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Path, (UnixFileMode)0b110_100_100);
        using var map = Files.OpenMapped(Path);
        map.GetResidency(0, map.Length).IsComplete.ShouldBeTrue();
        var residency = default(MapResidency);
        var thread = new Thread(() =>
        {
            // By the bare call the rights are those of one thread, which ends with them.
            SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 117 : 147, -1, 65_534, -1).ShouldBe(0);
            residency = map.GetResidency(0, map.Length);
        });
        thread.Start();
        thread.Join();
        residency.ShouldBe(new MapResidency((Length + s_page - 1) / s_page, null));
    }

    [Fact]
    public void Locked_pages_are_locked_until_they_are_unlocked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks /proc");
        using var map = Files.OpenMapped(Path);
        map.LockInMemory(1, Length - 1);
        FlagsOf(map).ShouldContain("lo");
        map.UnlockInMemory(0, Length);
        FlagsOf(map).ShouldNotContain("lo");
    }

    [Fact]
    public void Memory_that_may_not_be_locked_is_an_error()
    {
        using var map = Files.OpenMapped(Path);
        Platform.Fail(nameof(StoragePlatform.LockMapping), NoMemory);
        Should.Throw<StorageException>(() => map.LockInMemory(0, Length)).Code.ShouldBe(StorageErrorCode.OutOfResources);
    }

    [Theory]
    [InlineData(MapAdvice.Random, "rr")]
    [InlineData(MapAdvice.Sequential, "sr")]
    public void Advice_reaches_the_system_and_is_taken_back(MapAdvice advice, string flag)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks /proc");
        using var map = Files.OpenMapped(Path);
        map.Advise(0, Length, advice);
        FlagsOf(map).ShouldContain(flag);
        map.Advise(0, Length, MapAdvice.WillNeed);
        map.Advise(0, Length, MapAdvice.Normal);
        FlagsOf(map).ShouldNotContain(flag);
    }

    [Fact]
    public void Discard_of_a_private_copy_brings_whole_pages_of_the_file_back()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.Fill(0, Length, 0xEE);
        map.Discard(1, (3L * s_page) - 1);
        map.ToArray().ShouldBe([.. Enumerable.Repeat((byte)0xEE, s_page), .. Content[s_page..(3 * s_page)], .. Enumerable.Repeat((byte)0xEE, Length - (3 * s_page))]);
        map.Discard(0, 10);
        map.Read<byte>(0).ShouldBe((byte)0xEE);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void Discard_of_a_shared_mapping_loses_nothing()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.Fill(0, Length, 0xEE);
        map.Discard(0, Length);
        map.ToArray().ShouldAllBe(value => value == 0xEE);
        OnDisk.ShouldAllBe(value => value == 0xEE);
    }

    [Fact]
    public void Prefetch_for_writing_needs_a_mapping_that_is_written()
    {
        using var map = Files.OpenMapped(Path);
        Should.Throw<UnauthorizedAccessException>(() => map.Prefetch(0, 1, forWrite: true));
        using var copy = Files.OpenCopyOnWrite(Path);
        copy.Prefetch(0, Length, forWrite: true);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_cancelled_prefetch_stops()
    {
        using var map = Files.CreateMutableMapped(Folder.File("sparse"), 100L << 20);
        using var source = new CancellationTokenSource();
        Platform.During(nameof(StoragePlatform.Populate), source.Cancel);
        Should.Throw<OperationCanceledException>(() => map.Prefetch(0, map.Length, cancellationToken: source.Token));
        Platform.CallsOf(nameof(StoragePlatform.Populate)).ShouldBe(1);
    }

    private static string[] FlagsOf(MappedFileBase map)
    {
        var start = $"{(nint)Address(map):x}-";
        return File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.StartsWith(start, StringComparison.Ordinal))
            .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal)).Split(' ');
    }

    private static unsafe nint Address(MappedFileBase map) => (nint)map.Pointer;

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, nint real, nint effective, nint saved);
}
