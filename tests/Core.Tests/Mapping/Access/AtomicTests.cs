using System.Numerics;

namespace Mapwright.Core.Tests.Mapping;

public sealed class AtomicTests : MappingTest
{
    private const int DeviceError = 5;

    [Fact]
    public void Every_word_is_compared_exchanged_and_added_to()
    {
        Steps<int>(-5, 7);
        Steps(uint.MaxValue, 9u);
        Steps(long.MinValue, -9L);
        Steps(ulong.MaxValue, 3UL);
        Steps((nint)(-3), 4);
        Steps((nuint)3, (nuint)4);
    }

    [Fact]
    public void It_is_the_address_that_must_be_aligned()
    {
        using (var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 3 }))
        {
            using var lease = map.Lease();
            map.Add(5, 1);
            map.Add(13, 1L);
            foreach (var misaligned in new Action[]
            {
                () => map.Add(4, 1), () => map.Add(9, 1L), () => map.Exchange(0, 1), () => map.CompareExchange(6, 1, 1), () => map.VolatileRead<int>(3),
                () => map.VolatileWrite(2, 1), () => lease.Add(4, 1), () => lease.Exchange(9, 1L), () => lease.CompareExchange(0, 1, 1),
                () => lease.VolatileRead<long>(8), () => lease.VolatileWrite(7, 1), () => map.Wake(4), () => map.Wait(4, 0),
            })
            {
                Should.Throw<ArgumentException>(misaligned).ShouldBeOfType<ArgumentException>().ParamName.ShouldBe("offset");
            }
        }

        var expected = (byte[])Content.Clone();
        BitConverter.TryWriteBytes(expected.AsSpan(8), BitConverter.ToInt32(expected, 8) + 1);
        BitConverter.TryWriteBytes(expected.AsSpan(16), BitConverter.ToInt64(expected, 16) + 1);
        OnDisk.ShouldBe(expected);
    }

    [Fact]
    public void What_a_processor_does_not_do_in_one_step_is_refused()
    {
        using var map = Files.OpenMutableMapped(Path);
        using var lease = map.Lease();
        Should.Throw<NotSupportedException>(() => map.Add<byte>(0, 1));
        Should.Throw<NotSupportedException>(() => map.Exchange<short>(0, 1));
        Should.Throw<NotSupportedException>(() => map.CompareExchange<Int128>(0, 1, 1));
        Should.Throw<NotSupportedException>(() => map.VolatileRead<ushort>(0));
        Should.Throw<NotSupportedException>(() => lease.Add<Int128>(0, 1));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(Length)]
    [InlineData(Length - 3)]
    [InlineData(long.MaxValue - 3)]
    public void A_word_that_is_not_inside_is_out_of_range(long offset)
    {
        using var map = Files.OpenMutableMapped(Path);
        using var lease = map.Lease();
        foreach (var outside in new Action[]
        {
            () => map.Add(offset, 1), () => map.Exchange(offset, 1), () => map.CompareExchange(offset, 1, 1), () => map.VolatileRead<int>(offset),
            () => map.VolatileWrite(offset, 1), () => lease.Add(offset, 1), () => lease.Exchange(offset, 1), () => lease.CompareExchange(offset, 1, 1),
            () => lease.VolatileRead<int>(offset), () => lease.VolatileWrite(offset, 1), () => map.Wake(offset), () => map.Wait(offset, 0),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(outside);
        }
    }

    [Fact]
    public void Steps_on_a_disposed_or_poisoned_file_are_refused()
    {
        var map = Files.OpenMutableMapped(Path);
        Platform.Fail(nameof(StoragePlatform.FlushMapping), DeviceError);
        Should.Throw<StorageException>(map.Flush);
        Should.Throw<StorageException>(() => map.Add(0, 1)).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => map.VolatileWrite(0, 1)).Code.ShouldBe(StorageErrorCode.Poisoned);
        map.Dispose();
        Should.Throw<ObjectDisposedException>(() => map.Add(0, 1));
        Should.Throw<ObjectDisposedException>(() => map.CompareExchange(0, 1, 1));
        Should.Throw<ObjectDisposedException>(() => map.VolatileRead<int>(0));
        Should.Throw<ObjectDisposedException>(() => map.Wake(0));
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void No_step_of_many_threads_is_lost_while_the_mapping_moves()
    {
        const int Threads = 4;
        const int Steps = 5_000;
        using var map = Files.CreateMutableMapped(Folder.File("counter"), 4096);
        using var other = Files.OpenMutableMapped(map.Path);
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            var target = number == 0 ? other : map;
            for (var i = 0; i < Steps; i++)
            {
                target.Add(8, 1L);
                for (var seen = target.VolatileRead<int>(16); ;)
                {
                    var before = target.CompareExchange(16, seen + 1, seen);
                    if (before == seen)
                    {
                        break;
                    }

                    seen = before;
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        for (var i = 0; i < 100; i++)
        {
            map.SetLength(i % 2 == 0 ? 100_000 : 4096);
        }

        threads.ForEach(thread => thread.Join());
        map.VolatileRead<long>(8).ShouldBe((long)Threads * Steps);
        map.VolatileRead<int>(16).ShouldBe(Threads * Steps);
    }

    [Fact]
    public void A_step_waits_while_the_pages_behind_it_are_replaced()
    {
        using var map = Files.CreateMutableMapped(Folder.File("counter"), 4096);
        var thread = new Thread(() => map.Add(0, 5));
        Platform.During(nameof(StoragePlatform.Retire), () =>
        {
            thread.Start();
            SpinWait.SpinUntil(() => (thread.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
            (thread.ThreadState & ThreadState.Stopped).ShouldBe((ThreadState)0);
        });
        map.SetLength(100_000);
        thread.Join();
        map.VolatileRead<int>(0).ShouldBe(5);
    }

    [Fact]
    public void Steps_on_a_private_copy_stay_private()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.Exchange(0, 5).ShouldBe(BitConverter.ToInt32(Content));
        map.Add(0, 6).ShouldBe(11);
        map.VolatileRead<int>(0).ShouldBe(11);
        OnDisk.ShouldBe(Content);
    }

    private void Steps<T>(T one, T two)
        where T : unmanaged, IBinaryInteger<T>
    {
        using var map = Files.OpenMutableMapped(Path);
        using var lease = map.Lease();
        map.VolatileWrite(16, one);
        map.VolatileRead<T>(16).ShouldBe(one);
        map.CompareExchange(16, two, two).ShouldBe(one);
        map.Read<T>(16).ShouldBe(one);
        map.CompareExchange(16, two, one).ShouldBe(one);
        map.Read<T>(16).ShouldBe(two);
        map.Exchange(16, one).ShouldBe(two);
        map.Add(16, two).ShouldBe(unchecked(one + two));
        map.Read<T>(16).ShouldBe(unchecked(one + two));

        lease.VolatileWrite(16, one);
        lease.VolatileRead<T>(16).ShouldBe(one);
        lease.CompareExchange(16, two, two).ShouldBe(one);
        lease.CompareExchange(16, two, one).ShouldBe(one);
        lease.Exchange(16, one).ShouldBe(two);
        lease.Add(16, two).ShouldBe(unchecked(one + two));
        map.Read<T>(16).ShouldBe(unchecked(one + two));
    }
}
