namespace Mapwright.Core.Tests.Mapping;

/// <summary>
/// Readers and writers race dispose and changes of the length. A value that was read while the pages were replaced is zero,
/// and the file holds no zero: it must never be returned. A store that met replaced pages is lost: it must never be kept quiet.
/// </summary>
public sealed class MappedRaceTests : MappingTest
{
    private const int Rounds = 1_500;
    private const int Readers = 2;

    [Fact]
    public void A_reader_that_races_with_dispose_gets_the_value_or_an_exception()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var map = Files.OpenMapped(Path);
            Race(map.Dispose, () =>
            {
                var expected = BitConverter.ToInt64(Content, 5_000);
                while (true)
                {
                    var value = map.Read<long>(5_000);
                    if (value != expected)
                    {
                        return value;
                    }
                }
            });
        }
    }

    [Fact]
    public void A_short_copy_that_races_with_dispose_is_whole_or_an_exception()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var map = Files.OpenMapped(Path);
            Race(map.Dispose, () =>
            {
                var expected = Content.AsSpan(5_000, 200);
                var buffer = new byte[200];
                while (true)
                {
                    map.ReadAt(buffer, 5_000).ShouldBe(200);
                    if (!expected.SequenceEqual(buffer))
                    {
                        return buffer;
                    }
                }
            });
        }
    }

    [Fact]
    public void A_long_copy_that_races_with_dispose_is_whole_or_an_exception()
    {
        for (var round = 0; round < Rounds / 5; round++)
        {
            var map = Files.OpenCopyOnWrite(Path);
            Race(map.Dispose, () =>
            {
                var expected = Content.AsSpan(5_000, 2_000);
                var buffer = new byte[2_000];
                while (true)
                {
                    map.ReadAt(buffer, 5_000).ShouldBe(2_000);
                    if (!expected.SequenceEqual(buffer))
                    {
                        return buffer;
                    }
                }
            });
        }
    }

    [Fact]
    public void A_lease_that_is_taken_while_the_map_is_disposed_is_refused_or_holds_the_bytes()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var map = Files.OpenMapped(Path);
            Race(map.Dispose, () =>
            {
                while (true)
                {
                    using var lease = map.Lease();
                    if (!lease.Span.SequenceEqual(Content))
                    {
                        return "a lease of replaced pages";
                    }
                }
            });
            AddressSpace.MapsOf(Path).ShouldBe(0, "the last lease or dispose lets the file go");
        }
    }

    [Fact]
    public void Readers_are_right_while_the_length_changes()
    {
        using var map = Files.OpenMutableMapped(Path);
        var buffers = new ThreadLocal<byte[]>(() => new byte[2_000]);
        var expected = BitConverter.ToInt64(Content, 100);
        var part = Content.AsSpan(100, 2_000).ToArray();
        Change(map, () =>
        {
            map.Read<long>(100).ShouldBe(expected);
            var buffer = buffers.Value!;
            map.ReadExactlyAt(buffer.AsSpan(0, 200), 100);
            buffer.AsSpan(0, 200).SequenceEqual(part.AsSpan(0, 200)).ShouldBeTrue("a short copy");
            map.ReadExactlyAt(buffer, 100);
            buffer.AsSpan().SequenceEqual(part).ShouldBeTrue("a long copy");
        });
    }

    [Fact]
    public void A_reader_of_the_part_that_comes_and_goes_is_refused_and_does_not_end_the_process()
    {
        using var map = Files.OpenMutableMapped(Path);
        Change(map, () =>
        {
            try
            {
                map.Read<long>(90_000).ShouldBe(0);
                map.Fill(80_000, 5_000, 0);
            }
            catch (ArgumentOutOfRangeException)
            {
                // The mapping is short.
            }
        });
    }

    [Fact]
    public void A_store_is_kept_while_the_length_changes()
    {
        var slot = 0;
        using var map = Files.OpenMutableMapped(Path);
        var slots = new ThreadLocal<(int Offset, Counter Counter)>(() => (Interlocked.Increment(ref slot) * 1_000, new Counter()));
        Change(map, () =>
        {
            var (offset, counter) = slots.Value;
            counter.Value++;
            map.Write(offset, counter.Value);
            map.Read<long>(offset).ShouldBe(counter.Value, "a store of a value");
            map.WriteAt(BitConverter.GetBytes(counter.Value), offset + 8);
            map.Read<long>(offset + 8).ShouldBe(counter.Value, "a copied store");
            map.FlushRange(offset, 0);
        });
    }

    [Fact]
    public void Spans_leases_and_values_are_right_while_the_length_changes_within_the_capacity()
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Capacity = 1 << 20 });
        var slot = 0;
        var slots = new ThreadLocal<(int Offset, Counter Counter)>(() => (4_100 + (Interlocked.Increment(ref slot) * 16), new Counter()));
        Change(map, () =>
        {
            var (offset, counter) = slots.Value;
            var span = map.Slice(0, 5_000);
            var value = ++counter.Value;
            map.Write(offset, value);
            BitConverter.ToInt64(span[offset..]).ShouldBe(value);
            span[..4_000].SequenceEqual(Content.AsSpan(0, 4_000)).ShouldBeTrue("a span");
            using (var lease = map.Lease())
            {
                lease.Read<long>(offset).ShouldBe(value);
                lease.Span[(int)lease.Length - 1].ShouldBe(lease.Read<byte>(lease.Length - 1));
            }

            try
            {
                // Comes and goes; what is read there is what was written there, or zero since it came.
                map.Write(90_000 + offset, value);
                map.Read<long>(90_000 + offset).ShouldBeOneOf(value, 0);
                map.Slice(50_000, 40_000).ContainsAnyExcept((byte)0).ShouldBeFalse();
            }
            catch (ArgumentOutOfRangeException)
            {
                // The mapping is short.
            }
        });
    }

    [Fact]
    public void A_short_copy_is_whole_or_cut_off_while_the_mapping_becomes_shorter_within_its_capacity()
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Capacity = 1 << 20 });
        for (var round = 0; round < Rounds; round++)
        {
            Race(() => map.SetLength(1_000), () =>
            {
                var expected = Content.AsSpan(15_000, 256);
                var buffer = new byte[256];
                while (map.ReadAt(buffer, 15_000) == 256)
                {
                    if (!expected.SequenceEqual(buffer))
                    {
                        return buffer;
                    }
                }

                return null;
            });
            map.SetLength(Length);
            map.WriteAt(Content.AsSpan(1_000), 1_000);
        }
    }

    [Fact]
    public void A_lease_that_is_taken_while_the_length_changes_holds_the_bytes()
    {
        using var map = Files.OpenMutableMapped(Path);
        Change(map, () =>
        {
            using var lease = map.Lease();
            lease.Slice(0, 4_000).SequenceEqual(Content.AsSpan(0, 4_000)).ShouldBeTrue();
        });
    }

    /// <summary>Lets readers run until they are refused, and disposes in the middle.</summary>
    private static void Race(Action dispose, Func<object?> read)
    {
        using var start = new Barrier(Readers + 1);
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                try
                {
                    return read();
                }
                catch (ObjectDisposedException)
                {
                    return null;
                }
            },
            TaskCreationOptions.LongRunning)).ToArray();
        start.SignalAndWait();
        dispose();
        Task.WaitAll(readers);
        readers.Select(reader => reader.Result).ShouldAllBe(wrong => wrong == null);
    }

    /// <summary>Changes the length many times, while others act on the part that is always there.</summary>
    private static void Change(MutableMappedFileBase map, Action act)
    {
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    act();
                }
            },
            TaskCreationOptions.LongRunning)).ToArray();
        try
        {
            for (var i = 0; i < 2 * Rounds && !others.Any(other => other.IsFaulted); i++)
            {
                try
                {
                    map.SetLength(i % 2 == 0 ? 5_000 + i : 100_000 + i);
                }
                catch (InvalidOperationException)
                {
                    // A lease was out.
                }
            }
        }
        finally
        {
            stop.Cancel();
            Task.WaitAll(others);
        }
    }

    private sealed class Counter
    {
        public long Value;
    }
}
