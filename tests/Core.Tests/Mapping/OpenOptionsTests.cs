using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>What happens between opening and mapping: locks, truncation, a first length.</summary>
[SupportedOSPlatform("linux")]
public sealed class OpenOptionsTests : MappingTest
{
    private string New => Folder.File("new");

    [Fact]
    public void A_missing_file_is_created_when_asked_to_and_an_existing_one_is_kept()
    {
        var options = new MapOptions { CreateIfMissing = true, InitialLength = 5_000, UnixMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var map = Files.OpenMutableMapped(New, options))
        {
            map.Length.ShouldBe(5_000);
        }

        File.GetUnixFileMode(New).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var existing = Files.OpenMutableMapped(Path, options);
        existing.ToArray().ShouldBe(Content);
        Should.Throw<FileNotFoundException>(() => Files.OpenMutableMapped(Folder.File("missing")));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(7_000L, 7_000)]
    public void Truncating_empties_the_file_and_gives_it_its_first_length(long? initial, int expected)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Truncate = true, InitialLength = initial });
        map.ToArray().ShouldBe(new byte[expected]);
        OnDisk.ShouldBe(new byte[expected]);
    }

    [Theory]
    [InlineData(MapAdvice.Normal, "")]
    [InlineData(MapAdvice.Random, "rr")]
    [InlineData(MapAdvice.Sequential, "sr")]
    public void Advice_is_given_for_the_whole_map_before_it_is_populated_and_again_when_it_moves(MapAdvice advice, string flag)
    {
        var calls = 0;
        var given = advice == MapAdvice.Normal ? 0 : 1;
        Platform.During(nameof(StoragePlatform.Populate), () => calls = Platform.CallsOf(nameof(StoragePlatform.AdviseMapping)));
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Advice = advice, Populate = true });
        calls.ShouldBe(given);
        FlagsOfMapping().Intersect(["rr", "sr"]).ShouldBe(flag.Length == 0 ? [] : [flag]);
        map.SetLength(Length * 10);
        FlagsOfMapping().Intersect(["rr", "sr"]).ShouldBe(flag.Length == 0 ? [] : [flag]);
    }

    [Fact]
    public void There_is_no_other_advice_than_that_which_is_named() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMapped(Path, new MapOptions { Advice = (MapAdvice)9 }));

    [Fact]
    public void A_lock_that_another_party_holds_is_met_before_anything_is_changed()
    {
        using var holder = Files.OpenRead(Path);
        using (holder.TryLock(LockMode.Shared))
        {
            var options = new MapOptions { Lock = LockMode.Exclusive, Truncate = true, InitialLength = 1 };
            Should.Throw<TimeoutException>(() => Files.OpenMutableMapped(Path, options));
            OnDisk.ShouldBe(Content);
            OpenDescriptors.Of(Path).ShouldBe(1, "the holder's own");
            using var reader = Files.OpenMapped(Path, new MapOptions { Lock = LockMode.Shared });
            reader.OpeningLock!.Mode.ShouldBe(LockMode.Shared);
        }
    }

    [Fact]
    public void The_lock_is_held_until_it_is_given_back_or_the_map_is_disposed()
    {
        var map = Files.OpenMutableMapped(Path, new MapOptions { Lock = LockMode.Exclusive });
        using var other = Files.OpenRead(Path);
        other.TryLock(LockMode.Shared).ShouldBeNull();
        map.OpeningLock!.Dispose();
        other.TryLock(LockMode.Shared)!.Dispose();
        map.Dispose();

        map = Files.OpenMutableMapped(Path, new MapOptions { Lock = LockMode.Exclusive });
        other.TryLock(LockMode.Shared).ShouldBeNull();
        var lease = map.Lease();
        map.Dispose();
        other.TryLock(LockMode.Shared).ShouldNotBeNull("also while a lease keeps the mapping");
        lease.Dispose();
    }

    [Fact]
    public async Task Opening_waits_for_the_lock_and_stops_when_cancelled()
    {
        using var holder = Files.OpenRead(Path);
        var held = holder.TryLock(LockMode.Exclusive)!;
        var options = new MapOptions { Lock = LockMode.Exclusive, LockTimeout = Timeout.InfiniteTimeSpan, Truncate = true };

        using var cancellation = new CancellationTokenSource();
        var cancelled = Task.Factory.StartNew(
            () => Files.OpenMutableMapped(Path, options, cancellation.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        holder.Length.ShouldBe(Length);

        var waiting = Task.Factory.StartNew(
            () => Files.OpenMutableMapped(Path, options), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        held.Dispose();
        using var map = await waiting;
        map.Length.ShouldBe(0);
    }

    [Fact]
    public void Without_a_lock_policy_no_lock_is_taken()
    {
        Platform.Fail("TryLock", 95);
        using var map = Files.OpenMutableMapped(Path);
        map.OpeningLock.ShouldBeNull();
        Should.Throw<NotSupportedException>(() => Files.OpenMutableMapped(Path, new MapOptions { Lock = LockMode.Shared }));
    }

    [Fact]
    public void Options_that_do_not_fit_create_and_truncate_nothing()
    {
        var options = new MapOptions { CreateIfMissing = true, Truncate = true, InitialLength = 10, Offset = 11 };
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMutableMapped(New, options));
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMutableMapped(Path, options));
        Should.Throw<ArgumentException>(() => Files.OpenMapped(Path, new MapOptions { Truncate = true }));
        Should.Throw<ArgumentException>(() => Files.OpenCopyOnWrite(Path, new MapOptions { InitialLength = 1 }));
        Should.Throw<ArgumentException>(() => Files.OpenExecutable(New, new MapOptions { CreateIfMissing = true }));
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMapped(Path, new MapOptions { Lock = (LockMode)9 }));
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMapped(Path, new MapOptions { LockTimeout = TimeSpan.FromSeconds(-9) }));
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMapped(Path, new MapOptions { LockTimeout = TimeSpan.FromDays(60) }))
            .ParamName.ShouldBe(nameof(MapOptions.LockTimeout));
        Should.Throw<ArgumentException>(() => Files.CreateMutableMapped(New, 1, new MapOptions { WindowsShare = FileShare.Inheritable }))
            .ParamName.ShouldBe(nameof(MapOptions.WindowsShare));
        Should.Throw<ArgumentException>(() => Files.CreateMutableMapped(New, 1, new MapOptions { WindowsAttributes = FileAttributes.ReadOnly }))
            .ParamName.ShouldBe(nameof(MapOptions.WindowsAttributes));
        File.Exists(New).ShouldBeFalse();
        OnDisk.ShouldBe(Content);
        Platform.CallsOf("Open").ShouldBe(0);
    }

    [Fact]
    public void A_file_that_one_may_only_read_is_copied_on_write()
    {
        File.SetUnixFileMode(Path, UnixFileMode.UserRead);
        using var map = Files.OpenCopyOnWrite(Path);
        map.Write(0, 1L);
        map.Read<long>(0).ShouldBe(1);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void Preallocating_where_the_disk_is_full_is_an_error_and_not_a_fault()
    {
        using var disk = new SmallDisk(1024);
        Should.Throw<StorageException>(() => Files.CreateMutableMapped(disk.File("big"), 2 << 20, new MapOptions { Preallocate = true }))
            .Code.ShouldBe(StorageErrorCode.NoSpace);
        File.Exists(disk.File("big")).ShouldBeFalse();

        using var map = Files.CreateMutableMapped(disk.File("small"), 100_000, new MapOptions { Preallocate = true, Capacity = 4 << 20 });
        map.Write(99_992, 1L);
        Should.Throw<StorageException>(() => map.SetLength(2 << 20)).Code.ShouldBe(StorageErrorCode.NoSpace);
        map.Length.ShouldBe(100_000);
        map.IsPoisoned.ShouldBeFalse();
        map.Read<long>(99_992).ShouldBe(1);
        map.SetLength(500_000);
        map.Span.Fill(1);
    }

    /// <summary>What the system says of the newest mapping of the file.</summary>
    private string[] FlagsOfMapping()
    {
        const string flags = "VmFlags:";
        return File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(Path, StringComparison.Ordinal))
            .First(line => line.StartsWith(flags, StringComparison.Ordinal))[flags.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
