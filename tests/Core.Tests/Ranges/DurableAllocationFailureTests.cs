using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>Each step of creating and opening a ranged file whose allocation is durable, failed once: what is left, and what can be done with it.</summary>
public sealed class DurableAllocationFailureTests
{
    private const int Unit = 4096;
    private const long Length = 8 * Unit;
    private const string Path = "/folder/ranged";
    private const string LedgerPath = "/folder/ranged.ranges";

    private static readonly RangedFileOptions s_durable = new() { IsAllocationDurable = true, Alignment = Unit };

    [Fact]
    public void Whatever_step_of_creating_fails_neither_the_file_nor_its_ledger_is_left() => FailEach(
        static _ => { },
        static files => files.CreateRanged(Path, Length, s_durable),
        static (platform, step) => platform.Paths.ShouldBeEmpty(step));

    /// <summary>A file whose ledger somebody forgot to remove with it.</summary>
    [Fact]
    public void Whatever_step_fails_where_only_a_ledger_was_a_new_file_can_be_created() => FailEach(
        static files =>
        {
            files.CreateRanged(Path, Length, s_durable).Dispose();
            files.Delete(Path);
        },
        static files => files.CreateRanged(Path, Length, s_durable),
        static (platform, step) =>
        {
            platform.Paths.ShouldBeSubsetOf([LedgerPath], step);
            FilesOf(platform).CreateRanged(Path, Length, s_durable).Dispose();
        });

    [Fact]
    public void Whatever_step_of_overwriting_fails_the_file_and_its_ledger_stay_and_can_be_overwritten() => FailEach(
        static files => files.CreateRanged(Path, Length, s_durable).Dispose(),
        static files => files.CreateRanged(Path, Length, s_durable with { Overwrite = true }),
        static (platform, step) =>
        {
            platform.Paths.ShouldBe([Path, LedgerPath], ignoreOrder: true, step);
            FilesOf(platform).CreateRanged(Path, Length, s_durable with { Overwrite = true }).Dispose();
        });

    [Fact]
    public void Whatever_step_of_opening_fails_what_was_handed_out_stays_so() => FailEach(
        static files =>
        {
            using var file = files.CreateRanged(Path, Length, s_durable);
            _ = file.Allocate(5 * Unit);
        },
        static files => files.OpenRanged(Path, 0, s_durable),
        static (platform, step) =>
        {
            platform.Paths.ShouldBe([Path, LedgerPath], ignoreOrder: true, step);
            using var again = FilesOf(platform).OpenRanged(Path, 0, s_durable);
            again.Allocated.ShouldBe(5 * Unit, step);
        });

    private static void FailEach(Action<FileSystemBase> before, Func<FileSystemBase, RangedFileBase> call, Action<SimulatedPlatform, string> check)
    {
        var failures = 0;
        var steps = CountSteps(Prepare(before), call);
        for (var nth = 1; nth <= steps; nth++)
        {
            var platform = Prepare(before);
            var (number, failed) = (platform.CallCount + nth, "");
            platform.OnPrimitive = step => failed = step.Number == number ? $"step {nth}, {step.Primitive} of {step.Path}" : failed;
            var fault = platform.Inject(new Fault { Error = SimulatedError.DeviceError, Nth = nth });
            try
            {
                call(FilesOf(platform)).Dispose();
            }
            catch (StorageException)
            {
                failures++;
                platform.OnPrimitive = null;
                check(platform, failed);
            }

            fault.Hits.ShouldBe(1);
            (platform.OpenFiles, platform.HeldLocks).ShouldBe((0, 0), failed);
        }

        failures.ShouldBeGreaterThan(8);
    }

    private static SimulatedPlatform Prepare(Action<FileSystemBase> before)
    {
        var platform = new SimulatedPlatform();
        platform.AddFile("/folder/other", []);
        FilesOf(platform).Delete("/folder/other");
        before(FilesOf(platform));
        return platform;
    }

    private static int CountSteps(SimulatedPlatform platform, Func<FileSystemBase, RangedFileBase> call)
    {
        var before = platform.CallCount;
        using var file = call(FilesOf(platform));
        return (int)(platform.CallCount - before);
    }

    private static TestFileSystem FilesOf(SimulatedPlatform platform) => new(platform, new ManualScheduler());
}
