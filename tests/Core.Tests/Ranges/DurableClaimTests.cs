using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>What objects of before handed out: claimed by who knows that it is in use, and otherwise given back.</summary>
public sealed partial class DurableClaimTests : IDisposable
{
    private const int Unit = 4096;
    private const long Length = 16 * Unit;
    private const string Path = "/ranged";

    private static readonly RangedFileOptions s_durable = new() { IsAllocationDurable = true, Alignment = Unit };

    private readonly SimulatedPlatform _platform = new(seed: 11);
    private readonly TestFileSystem _files;

    public DurableClaimTests() => _files = FilesOf(_platform);

    public void Dispose() => _platform.OpenFiles.ShouldBe(0);

    [Fact]
    public void What_was_handed_out_before_is_told_until_it_is_claimed_or_given_back()
    {
        Leave(4);
        using var file = Open();
        file.GetGaps().ShouldBe([new RangeGap(0, 4 * Unit, RangeGapKind.Unclaimed)]);
        _ = file.Claim(Unit, 10);
        _ = file.Allocate(Unit);
        file.GetGaps().ShouldBe(
        [
            new RangeGap(0, Unit, RangeGapKind.Unclaimed),
            new RangeGap(2 * Unit, 2 * Unit, RangeGapKind.Unclaimed),
            new RangeGap(4 * Unit, Unit, RangeGapKind.NeverWritten),
        ]);
        file.ReleaseUnclaimed().ShouldBe(3 * Unit);
        file.GetGaps().ShouldBe([new RangeGap(4 * Unit, Unit, RangeGapKind.NeverWritten)]);
        file.ReleaseUnclaimed().ShouldBe(0);
    }

    [Fact]
    public void What_is_claimed_is_read_written_anew_and_given_back_as_what_was_flushed()
    {
        Leave(2);
        using var file = Open();
        var receipt = file.Claim(Unit, Unit);
        var content = new byte[Unit];
        file.Read(receipt, content).ShouldBe(Unit);
        content.ShouldBe(TemporaryDirectory.Pattern(Unit));
        Should.Throw<StorageException>(() => file.Flush(receipt)).Message.ShouldContain("flushed already");
        receipt = file.Write(file.Rewrite(receipt), new byte[Unit]);
        file.Flush(receipt);
        file.Release(receipt);
        file.Remaining.ShouldBe(Length - Unit);
        Should.Throw<StorageException>(() => file.Read(receipt, content)).Code.ShouldBe(StorageErrorCode.TokenMisused);
    }

    [Fact]
    public void Only_what_was_handed_out_before_is_claimed_and_once()
    {
        Leave(5);
        using (var before = Open())
        {
            before.Release(before.Allocate(Unit));
        }

        using var file = _files.OpenRanged(Path, Unit, s_durable);
        _ = file.Claim(2 * Unit, 2 * Unit);
        long[] refused = [0, Unit * 2, Unit * 3, Unit * 5, Unit * 6];
        foreach (var offset in refused)
        {
            Should.Throw<InvalidOperationException>(() => _ = file.Claim(offset, 1), $"{offset}");
        }

        Should.Throw<InvalidOperationException>(() => _ = file.Claim(Unit, 2 * Unit)).Message.ShouldContain("[4096, 12288)");
        file.GetGaps().ShouldBe([new RangeGap(Unit, Unit, RangeGapKind.Unclaimed), new RangeGap(4 * Unit, Unit, RangeGapKind.Unclaimed)]);
        _ = file.Claim(Unit, Unit);
    }

    [Fact]
    public void A_claim_is_inside_of_the_file_and_aligned()
    {
        Leave(2);
        using var file = Open();
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Claim(-Unit, Unit));
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Claim(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Claim(1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Claim(Unit, Length));
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Claim(long.MaxValue - Unit + 1, long.MaxValue));
    }

    [Fact]
    public void Without_durable_allocation_nothing_is_known_of_before()
    {
        using var file = _files.CreateRanged(Path, Length);
        Should.Throw<NotSupportedException>(() => _ = file.Claim(0, 1)).Message.ShouldContain(nameof(RangedFileOptions.IsAllocationDurable));
        Should.Throw<NotSupportedException>(() => file.ReleaseUnclaimed());
    }

    [Fact]
    public void What_was_given_back_is_handed_out_again_and_what_was_claimed_is_not_also_by_who_opens_it_next()
    {
        Leave(16);
        using (var file = Open())
        {
            _ = file.Claim(3 * Unit, 5 * Unit);
            file.ReleaseUnclaimed().ShouldBe(11 * Unit);
            Drain(file).ShouldBe([0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15]);
        }

        using var again = Open();
        again.Remaining.ShouldBe(0);
        again.GetGaps().ShouldBe([new RangeGap(0, Length, RangeGapKind.Unclaimed)]);
    }

    [Fact]
    public void What_a_crash_left_leased_is_given_back_too()
    {
        var platform = new SimulatedPlatform(seed: 3);
        const long Long = 64 << 20;
        var crashed = FilesOf(platform).CreateRanged(Path, Long, s_durable);
        _ = crashed.Allocate(2 * Unit);
        platform.PowerCut();
        Close(crashed);

        using var file = FilesOf(platform).OpenRanged(Path, 0, s_durable);
        file.Remaining.ShouldBeLessThan(Long - 2 * Unit);
        _ = file.Claim(0, 2 * Unit);
        file.ReleaseUnclaimed().ShouldBeGreaterThan(0);
        file.Remaining.ShouldBe(Long - 2 * Unit);
    }

    /// <summary>The units that can be handed out, in order.</summary>
    private static IEnumerable<long> Drain(RangedFileBase file)
    {
        var units = new List<long>();
        while (file.TryAllocate(Unit, out var range))
        {
            units.Add(range.Offset / Unit);
        }

        return units.Order();
    }

    private static TestFileSystem FilesOf(SimulatedPlatform platform) => new(platform, new ManualScheduler());

    /// <summary>A file of which units were handed out, written and flushed, by an object that is no more.</summary>
    private static void Leave(int units, FileSystemBase files)
    {
        using var file = files.CreateRanged(Path, Length, s_durable);
        for (var i = 0; i < units; i++)
        {
            file.Flush(file.Write(file.Allocate(Unit), TemporaryDirectory.Pattern(Unit)));
        }
    }

    private void Leave(int units) => Leave(units, _files);

    private RangedFileBase Open() => _files.OpenRanged(Path, 0, s_durable);
}
