namespace Mapwright.Core.Tests.Mapping;

public sealed class WriteDurableMappedTests : MappingTest
{
    private const int DeviceError = 5;
    private const int NotSupported = 95;

    [Fact]
    public void Only_the_bytes_that_are_written_are_made_durable()
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 7 });
        map.WriteDurableAt([1, 2, 3], 100);
        map.Slice(99, 5).ToArray().ShouldBe([Content[106], 1, 2, 3, Content[110]]);
        OnDisk.ShouldBe([.. Content[..107], 1, 2, 3, .. Content[110..]]);
        Platform.CallsOf(nameof(StoragePlatform.WriteDurableAt)).ShouldBe(1);
        Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(0);
        Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
    }

    [Fact]
    public void A_failure_poisons_the_file()
    {
        using var map = Files.OpenMutableMapped(Path);
        Platform.Fail(nameof(StoragePlatform.WriteDurableAt), DeviceError);
        Should.Throw<StorageException>(() => map.WriteDurableAt([1], 0)).Code.ShouldBe(StorageErrorCode.DeviceError);
        map.IsPoisoned.ShouldBeTrue();
        Should.Throw<StorageException>(() => map.WriteDurableAt([1], 0)).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => map.StartFlush(0, 1)).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => map.CreateWriter()).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => map.Prefetch(0, 1, forWrite: true)).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => map.CopyFrom(Stream.Null, 0, 1)).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Fact]
    public void A_file_that_was_truncated_is_not_made_longer_again()
    {
        using var map = Files.OpenMutableMapped(Path);
        using (var other = Files.OpenWrite(Path))
        {
            other.SetLength(10_000);
        }

        Should.Throw<StorageException>(() => map.WriteDurableAt([1, 2], 9_999)).Code.ShouldBe(StorageErrorCode.Truncated);
        OnDisk.ShouldBe(Content[..10_000]);
        map.WriteDurableAt([1, 2], 9_998);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Length)]
    [InlineData(long.MaxValue)]
    public void An_interval_that_is_not_inside_is_out_of_range(long offset)
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            Should.Throw<ArgumentOutOfRangeException>(() => map.WriteDurableAt([1], offset));
            Should.Throw<ArgumentOutOfRangeException>(() => map.StartFlush(offset, 1));
            Should.Throw<ArgumentOutOfRangeException>(() => map.StartFlush(0, Length + 1));
            map.WriteDurableAt([], Length);
        }

        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_private_copy_has_nothing_durable()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        Should.Throw<NotSupportedException>(() => map.WriteDurableAt([1], 0));
        map.StartFlush(0, Length);
        Platform.CallsOf(nameof(StoragePlatform.StartFlush)).ShouldBe(0);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void Starting_a_flush_waits_for_nothing_and_may_do_nothing()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.Write<byte>(100, 1);
        map.StartFlush(100, 1);
        Platform.CallsOf(nameof(StoragePlatform.StartFlush)).ShouldBe(1);
        Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(0);
        Platform.Fail(nameof(StoragePlatform.StartFlush), NotSupported);
        map.StartFlush(0, Length);
        map.IsPoisoned.ShouldBeFalse();
        Platform.Fail(nameof(StoragePlatform.StartFlush), DeviceError);
        Should.Throw<StorageException>(() => map.StartFlush(0, Length)).Code.ShouldBe(StorageErrorCode.DeviceError);
        map.IsPoisoned.ShouldBeTrue();
    }

    [Fact]
    public void A_shrinking_file_is_not_made_longer_by_a_write_that_runs()
    {
        using var map = Files.OpenMutableMapped(Path);
        Thread? shrinking = null;
        var written = false;
        Platform.During(nameof(StoragePlatform.WriteDurableAt), () =>
        {
            shrinking = new Thread(() =>
            {
                map.SetLength(100);
                Volatile.Read(ref written).ShouldBeTrue();
            });
            shrinking.Start();
            SpinWait.SpinUntil(() => (shrinking.ThreadState & ThreadState.WaitSleepJoin) != 0);
            Volatile.Write(ref written, true);
        });
        map.WriteDurableAt([1], Length - 1);
        shrinking!.Join();
        OnDisk.ShouldBe(Content[..100]);
    }
}
