using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>Allocation that is durable: what was handed out is not handed out again, whatever happens.</summary>
public sealed partial class DurableAllocationTests : IDisposable
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
}
