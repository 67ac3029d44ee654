using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>Two parties that create the same file at once, with allocation that is durable: one has it, and the other does it no harm.</summary>
public sealed class DurableAllocationRaceTests
{
    private const int Unit = 4096;
    private const long Length = 8 * Unit;
    private const string Path = "/ranged";

    private static readonly RangedFileOptions s_options = new() { IsAllocationDurable = true, Alignment = Unit, Overwrite = true };

    [Theory]
    [InlineData(SimulatedPrimitive.SetLength)]
    [InlineData(SimulatedPrimitive.TryLockRange)]
    [InlineData(SimulatedPrimitive.Delete)]
    [InlineData(SimulatedPrimitive.WriteAt)]
    [InlineData(SimulatedPrimitive.FlushAll)]
    [InlineData(SimulatedPrimitive.Rename)]
    [InlineData(SimulatedPrimitive.FlushDirectory)]
    public void What_one_of_them_has_handed_out_and_written_stays(SimulatedPrimitive step)
    {
        var (kept, calls) = (0, 0);
        do
        {
            calls = RaceAt(step, kept++);
        }
        while (kept < calls);
    }

    /// <summary>Lets a second party begin and end in front of one call of a primitive.</summary>
    /// <returns>How many calls of that primitive there were.</returns>
    private static int RaceAt(SimulatedPrimitive step, int number)
    {
        var platform = new SimulatedPlatform();
        var files = new TestFileSystem(platform, new ManualScheduler());
        var (calls, isInside) = (0, false);
        RangedFileBase? inner = null;
        platform.OnPrimitive = call =>
        {
            if (!isInside && call.Primitive == step && calls++ == number)
            {
                isInside = true;
                inner = TryCreate(files);
                isInside = false;
            }
        };

        var outer = TryCreate(files);
        platform.OnPrimitive = null;
        var holder = outer ?? inner;
        holder.ShouldNotBeNull($"{step} {number}: one of them has it");
        (outer is not null && inner is not null).ShouldBeFalse($"{step} {number}: not both");
        platform.Paths.ShouldBe([Path, Path + ".ranges"], ignoreOrder: true);
        holder.Flush();
        holder.Dispose();
        platform.ReadLive(Path)[0].ShouldBe((byte)1);
        using (var again = files.OpenRanged(Path, 0, s_options))
        {
            again.Allocated.ShouldBe(Unit);
        }

        (platform.OpenFiles, platform.HeldLocks).ShouldBe((0, 0));
        return calls;
    }

    private static RangedFileBase? TryCreate(FileSystemBase files)
    {
        RangedFileBase? file = null;
        try
        {
            file = files.CreateRanged(Path, Length, s_options);
            _ = file.Write(file.Allocate(Unit), [.. Enumerable.Repeat((byte)1, Unit)]);
            return file;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.InUse)
        {
            return null;
        }
    }
}
