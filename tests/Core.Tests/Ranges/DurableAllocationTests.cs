using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>Allocation that is durable: what was handed out is not handed out again, whatever happens.</summary>
public sealed class DurableAllocationTests : IDisposable
{
    private const int Unit = 4096;
    private const long Length = 3 << 20;
    private const string Path = "/ranged";
    private const string LedgerPath = "/ranged.ranges";

    private static readonly RangedFileOptions s_durable = new() { IsAllocationDurable = true, Alignment = Unit };

    private readonly SimulatedPlatform _platform = new(seed: 7);
    private readonly TestFileSystem _files;

    public DurableAllocationTests() => _files = new TestFileSystem(_platform, new ManualScheduler());

    public void Dispose() => _platform.OpenFiles.ShouldBe(0);

    [Fact]
    public void Opening_goes_on_where_the_last_object_ended()
    {
        using (var file = _files.CreateRanged(Path, Length, s_durable))
        {
            file.Allocate(3 * Unit).Offset.ShouldBe(0);
            file.Allocate(1).Offset.ShouldBe(3 * Unit);
        }

        using var again = _files.OpenRanged(Path, 0, s_durable);
        again.Allocated.ShouldBe(4 * Unit);
        again.Allocate(1).Offset.ShouldBe(4 * Unit);
        again.GetGaps().ShouldBe([new RangeGap(0, 4 * Unit, RangeGapKind.Unclaimed), new RangeGap(4 * Unit, Unit, RangeGapKind.NeverWritten)]);
    }

    [Fact]
    public void The_file_itself_holds_what_was_written_to_it_and_nothing_else()
    {
        using (var file = _files.CreateRanged(Path, 5000, s_durable))
        {
            _ = file.Write(file.Allocate(5000), TemporaryDirectory.Pattern(5000));
        }

        _platform.ReadLive(Path).ShouldBe(TemporaryDirectory.Pattern(5000));
    }

    [Fact]
    public void What_was_given_back_is_free_for_the_next_object_and_what_was_taken_again_is_not()
    {
        using (var file = _files.CreateRanged(Path, 4 * Unit, s_durable))
        {
            var ranges = Enumerable.Range(0, 4).Select(_ => file.Allocate(Unit)).ToArray();
            file.Release(ranges[1]);
            file.Release(ranges[3]);
            file.Allocate(Unit).Offset.ShouldBe(Unit);
        }

        using var again = _files.OpenRanged(Path, 0, s_durable);
        again.Remaining.ShouldBe(Unit);
        again.Allocate(Unit).Offset.ShouldBe(3 * Unit);
        again.TryAllocate(1, out _).ShouldBeFalse();
    }

    [Fact]
    public void Most_ranges_cost_no_write()
    {
        using var file = _files.CreateRanged(Path, Length, s_durable);
        _ = file.Allocate(Unit);
        var writes = 0;
        _platform.OnPrimitive = call => writes += call.Primitive == SimulatedPrimitive.WriteDurableAt ? 1 : 0;
        for (var i = 0; i < 255; i++)
        {
            _ = file.Allocate(Unit);
        }

        _platform.OnPrimitive = null;
        writes.ShouldBe(0);
    }

    [Fact]
    public void A_file_that_another_object_hands_out_ranges_of_is_not_overwritten()
    {
        using var file = _files.CreateRanged(Path, Length, s_durable);
        var receipt = file.Write(file.Allocate(Unit), TemporaryDirectory.Pattern(Unit));

        Should.Throw<StorageException>(() => _files.CreateRanged(Path, Length, s_durable with { Overwrite = true })).Code.ShouldBe(StorageErrorCode.InUse);

        var content = new byte[Unit];
        file.Read(receipt, content);
        content.ShouldBe(TemporaryDirectory.Pattern(Unit));
        file.Flush(receipt);
    }

    [Fact]
    public void At_most_one_object_hands_out_ranges()
    {
        using var file = _files.CreateRanged(Path, Length, s_durable);
        var refused = Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable));
        refused.Code.ShouldBe(StorageErrorCode.InUse);
        refused.Message.ShouldContain("has it open");
    }

    [Fact]
    public void Bytes_that_are_to_be_kept_are_not_handed_out_though_they_were_free()
    {
        using (var file = _files.CreateRanged(Path, 8 * Unit, s_durable))
        {
            file.Release(file.Allocate(2 * Unit));
        }

        using var again = _files.OpenRanged(Path, Unit + 1, s_durable);
        again.Remaining.ShouldBe(6 * Unit);
        again.Allocate(6 * Unit).Offset.ShouldBe(2 * Unit);
    }

    [Fact]
    public void A_ledger_that_is_missing_is_named()
    {
        _files.CreateRanged(Path, Length, s_durable).Dispose();
        _files.Delete(LedgerPath);
        Should.Throw<FileNotFoundException>(() => _files.OpenRanged(Path, 0, s_durable)).FileName.ShouldBe(LedgerPath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(43)]
    [InlineData(4096 + 30)]
    public void A_ledger_that_is_damaged_is_not_trusted(int position)
    {
        using (var file = _files.CreateRanged(Path, Length, s_durable))
        {
            _ = file.Allocate(Unit);
        }

        Damage(position);
        Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable)).Code.ShouldBe(StorageErrorCode.StateCorrupt);
    }

    [Fact]
    public void Behind_a_record_that_is_damaged_nothing_is_free()
    {
        using (var file = _files.CreateRanged(Path, 4 * Unit, s_durable))
        {
            var range = file.Allocate(4 * Unit);
            file.Release(range);
            _ = file.Allocate(Unit);
        }

        Damage(8192 + 32 + 9);
        using var again = _files.OpenRanged(Path, 0, s_durable);
        again.Remaining.ShouldBe(0);
    }

    [Fact]
    public void A_ledger_of_another_file_is_refused()
    {
        _files.CreateRanged(Path, Length, s_durable).Dispose();
        Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable with { Alignment = 512 })).Code.ShouldBe(StorageErrorCode.StateCorrupt);
        _files.CreateRanged("/other", Unit, s_durable).Dispose();
        _files.Rename("/other.ranges", LedgerPath, replace: true);
        Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable)).Message.ShouldContain("4096 bytes");
    }

    [Fact]
    public void An_allocator_of_ones_own_cannot_be_durable() => Should.Throw<ArgumentException>(() => _files.CreateRanged(
        Path, Length, s_durable with { Allocator = (length, alignment, allocated) => new ConcurrentRangeAllocator(length, alignment, allocated) }));

    [Fact]
    public void What_cannot_be_made_durable_is_not_handed_out()
    {
        using var file = _files.CreateRanged(Path, 2 * Unit, s_durable);
        using (_platform.Inject(new Fault { Error = SimulatedError.NoSpace, Primitive = SimulatedPrimitive.WriteDurableAt }))
        {
            var full = Should.Throw<StorageException>(() => _ = file.Allocate(Unit));
            (full.Code, full.Path).ShouldBe((StorageErrorCode.NoSpace, LedgerPath));
        }

        file.Allocated.ShouldBe(0);
        Should.Throw<StorageException>(() => _ = file.Allocate(Unit)).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Fact]
    public void A_range_that_could_not_be_given_back_is_still_its_owners()
    {
        using var file = _files.CreateRanged(Path, 2 * Unit, s_durable);
        var range = file.Allocate(Unit);
        using (_platform.Inject(new Fault { Error = SimulatedError.AccessDenied, Primitive = SimulatedPrimitive.WriteDurableAt }))
        {
            Should.Throw<UnauthorizedAccessException>(() => file.Release(range));
        }

        _ = file.Write(range, new byte[Unit]);
        file.Allocated.ShouldBe(Unit);
    }

    /// <summary>The record may have reached the disk although its flush failed: then who opens the file next hands the range out.</summary>
    [Fact]
    public void A_range_that_may_have_been_given_back_is_nobodys()
    {
        using var file = _files.CreateRanged(Path, 2 * Unit, s_durable);
        var range = file.Allocate(Unit);
        using (_platform.Inject(new Fault { Error = SimulatedError.DeviceError, Primitive = SimulatedPrimitive.WriteDurableAt }))
        {
            Should.Throw<StorageException>(() => file.Release(range)).Code.ShouldBe(StorageErrorCode.DeviceError);
        }

        Should.Throw<StorageException>(() => _ = file.Write(range, new byte[Unit])).Code.ShouldBe(StorageErrorCode.TokenMisused);
        Should.Throw<StorageException>(() => file.Release(range)).Code.ShouldBe(StorageErrorCode.TokenMisused);
    }

    /// <summary>The power is cut at the n-th primitive, for each n that there is, and something of what was not flushed survives.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_power_cut_makes_a_range_be_handed_out_twice(int seed)
    {
        var cuts = 0;
        for (var n = 1; TryCutAt(n, seed); n++)
        {
            cuts++;
        }

        cuts.ShouldBeGreaterThan(50);
    }

    private static bool TryCutAt(int n, int seed)
    {
        var platform = new SimulatedPlatform(seed);
        var files = new TestFileSystem(platform, new ManualScheduler());
        var owned = new HashSet<long>();
        RangedFileBase? file = null;
        var calls = 0;
        platform.OnPrimitive = _ =>
        {
            if (++calls == n)
            {
                platform.PowerCut();
            }
        };
        try
        {
            file = files.CreateRanged(Path, 12 * Unit, s_durable);
            Use(file, owned);
            file.Dispose();
            file = files.OpenRanged(Path, 0, s_durable);
            Use(file, owned);
            file.Dispose();
        }
        catch (Exception exception) when (exception is StorageException or FileNotFoundException)
        {
            // The cut ended it. A cut at the last steps, where nothing is left to do, does not.
        }

        platform.OnPrimitive = null;
        Close(file);
        if (owned.Count == 0)
        {
            // Nothing was handed out: the file may not exist.
            return calls >= n;
        }

        using var again = files.OpenRanged(Path, 0, s_durable);
        while (again.TryAllocate(Unit, out var range))
        {
            owned.ShouldNotContain(range.Offset, $"power cut at primitive {n}, seed {seed}");
        }

        return calls >= n;
    }

    private static void Use(RangedFileBase file, HashSet<long> owned)
    {
        var ranges = new Queue<AllocatedRange>();
        for (var i = 0; i < 4; i++)
        {
            Take();
        }

        for (var i = 0; i < 6; i++)
        {
            var range = ranges.Dequeue();

            // Once its record may be durable, nobody owns it.
            owned.Remove(range.Offset);
            file.Release(range);
            Take();
        }

        void Take()
        {
            if (file.TryAllocate(Unit, out var range))
            {
                owned.Add(range.Offset).ShouldBeTrue();
                ranges.Enqueue(range);
            }
        }
    }

    private static void Close(RangedFileBase? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (StorageException)
        {
            // The power was cut under it.
        }
    }

    private void Damage(int position)
    {
        using var ledger = _files.OpenWrite(LedgerPath);
        var value = new byte[1];
        ledger.ReadExactlyAt(value, position);
        value[0] ^= 0x10;
        ledger.WriteAt(value, position);
    }
}
