namespace Mapwright.Core.Tests.Locks;

public sealed class FileLockTests : LockTest
{
    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, true)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, false)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, false)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, false)]
    public void Two_objects_share_only_shared_locks(LockMode held, LockMode wanted, bool granted)
    {
        using var first = Open().TryLock(held);
        first.ShouldNotBeNull().Mode.ShouldBe(held);
        using var second = Open().TryLock(wanted);
        (second is not null).ShouldBe(granted);
    }

    [Fact]
    public void A_lock_that_is_given_back_is_free_for_others()
    {
        var guard = Open().TryLock(LockMode.Exclusive).ShouldNotBeNull();
        guard.IsHeld.ShouldBeTrue();
        guard.Dispose();
        guard.IsHeld.ShouldBeFalse();
        OpenStranger().TryLock(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public void Giving_back_twice_is_giving_back_once()
    {
        var file = Open();
        var first = file.TryLock(LockMode.Exclusive).ShouldNotBeNull();
        first.Dispose();
        using var second = file.TryLock(LockMode.Exclusive).ShouldNotBeNull();
        first.Dispose();
        second.IsHeld.ShouldBeTrue();
        OpenStranger().TryLock(LockMode.Shared).ShouldBeFalse();
    }

    [Theory]
    [InlineData(LockMode.Shared)]
    [InlineData(LockMode.Exclusive)]
    public void An_object_that_holds_a_lock_gets_no_other(LockMode wanted)
    {
        var file = Open();
        using var guard = file.LockShared();
        Should.Throw<InvalidOperationException>(() => file.TryLock(wanted)).Message.ShouldContain("holds the shared lock");
        Should.Throw<InvalidOperationException>(() => file.LockExclusive());
        ShouldFail<InvalidOperationException>(file.LockSharedAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void An_object_that_waits_for_a_lock_gets_no_other()
    {
        var files = Open(2);
        using var guard = files[0].LockExclusive();
        var wait = files[1].LockExclusiveAsync(TestContext.Current.CancellationToken);
        Should.Throw<InvalidOperationException>(() => files[1].TryLock(LockMode.Shared)).Message.ShouldContain("waits for the exclusive lock");
        guard.Dispose();
        Granted(wait).Dispose();
    }

    [Fact]
    public void Taking_a_free_lock_completes_at_once_in_both_forms()
    {
        var file = Open();
        file.LockExclusive().Dispose();
        file.LockShared(TimeSpan.Zero).Dispose();
        Granted(file.LockExclusiveAsync(TestContext.Current.CancellationToken)).Dispose();
        Granted(file.LockSharedAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).Dispose();
        Scheduler.Count.ShouldBe(0);
    }

    [Fact]
    public void A_mode_that_is_none_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Open().TryLock((LockMode)2));

    [Theory]
    [InlineData(-2)]
    [InlineData((double)uint.MaxValue)]
    public void A_timeout_that_no_clock_can_measure_is_refused_on_the_callers_thread(double milliseconds)
    {
        var file = Open();
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        Should.Throw<ArgumentOutOfRangeException>(() => file.LockExclusive(timeout));
        Should.Throw<ArgumentOutOfRangeException>(() => file.LockSharedAsync(timeout, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void A_token_that_fired_before_means_that_nothing_is_locked()
    {
        var file = Open();
        Should.Throw<OperationCanceledException>(() => file.LockExclusive(new CancellationToken(canceled: true)));
        ShouldFail<OperationCanceledException>(file.LockExclusiveAsync(new CancellationToken(canceled: true)));
        using var guard = file.TryLock(LockMode.Exclusive).ShouldNotBeNull();
    }

    [Fact]
    public void Every_file_backed_object_can_be_locked()
    {
        using var file = Files.OpenWrite(Path);
        using var guard = file.LockExclusive();
        Open().TryLock(LockMode.Shared).ShouldBeNull();
    }

    [Fact]
    public void The_lock_of_a_mapped_file_ends_with_the_object_though_a_lease_keeps_the_mapping()
    {
        File.WriteAllBytes(Path, new byte[100]);
        var map = Files.OpenMapped(Path);
        _ = map.LockExclusive();
        using var lease = map.Lease();
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Shared).ShouldBeFalse();
        map.Dispose();
        stranger.TryLock(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public void An_open_file_stream_shares_its_file()
    {
        var file = Open();
        using (new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            file.TryLock(LockMode.Exclusive).ShouldBeNull();
            using var shared = file.TryLock(LockMode.Shared).ShouldNotBeNull();
        }

        using var exclusive = file.TryLock(LockMode.Exclusive).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(FileShare.Read)]
    [InlineData(FileShare.ReadWrite)]
    public void A_lock_keeps_others_from_opening_the_file_by_a_file_stream(FileShare share)
    {
        var file = Open();
        using (file.LockExclusive())
        {
            Should.Throw<IOException>(() => new FileStream(Path, FileMode.Open, FileAccess.Read, share).Dispose());
        }

        using (file.LockShared())
        {
            new FileStream(Path, FileMode.Open, FileAccess.Read, share).Dispose();
            Should.Throw<IOException>(() => new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
        }

        new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public void Opening_creates_a_missing_file_and_never_truncates()
    {
        Open();
        File.Exists(Path).ShouldBeTrue();
        File.WriteAllText(Path, "kept");
        Open().LockExclusive().Dispose();
        File.ReadAllText(Path).ShouldBe("kept");
    }
}
