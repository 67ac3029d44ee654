using System.Globalization;
using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Killing;

/// <summary>
/// A process that takes, writes, flushes and gives back ranges is killed, or loses its disk: what was flushed is there, and what was handed out is not handed out
/// again before it was given back.
/// </summary>
public sealed class RangesKillTests : KillTest
{
    private const int Unit = 4096;

    private readonly CallerFileSystem _files = new();

    /// <summary>What each range that was handed out holds; null: it was not flushed.</summary>
    private readonly Dictionary<long, int?> _taken = [];

    private string Ranged => Path.Combine(Folder, "ranged");

    [Fact]
    public void No_killed_process_loses_a_flushed_range_or_has_one_handed_out_again() => Run("ranges", Ranged, Hear, Check, StartAnew);

    [Theory, InlineData("xfs"), InlineData("ext4")]
    public void No_power_cut_loses_a_flushed_range_or_has_one_handed_out_again(string disk)
    {
        UseDisk(disk);
        Run("ranges", Ranged, Hear, Check, StartAnew);
    }

    private void Hear(string line)
    {
        var parts = line.Split(' ');
        var offset = long.Parse(parts[1], CultureInfo.InvariantCulture);
        switch (parts[0])
        {
            case "taken":
                _taken.TryAdd(offset, null).ShouldBeTrue($"{offset} was handed out again");
                break;
            case "flushed":
                _taken[offset] = int.Parse(parts[2], CultureInfo.InvariantCulture);
                break;
            default:
                _taken.Remove(offset);
                break;
        }
    }

    private void Check(int round)
    {
        if (_taken.Count == 0)
        {
            return;
        }

        using var content = _files.OpenRead(Ranged);
        var numbers = new int[Unit / sizeof(int)];
        foreach (var (offset, stamp) in _taken)
        {
            if (stamp is { } expected)
            {
                content.ReadExactlyAt(MemoryMarshal.AsBytes(numbers.AsSpan()), offset);
                numbers.AsSpan().ContainsAnyExcept(expected).ShouldBeFalse($"round {round}: what was flushed at {offset} is not there");
            }
        }

        if (round % RoundsOfOne == 0)
        {
            // Nothing of what was handed out is left to be handed out.
            using var file = _files.OpenRanged(Ranged, 0, new RangedFileOptions { Alignment = Unit, IsAllocationDurable = true });
            while (file.TryAllocate(Unit, out var range))
            {
                _taken.ShouldNotContainKey(range.Offset, $"round {round}");
            }
        }
    }

    private void StartAnew()
    {
        _taken.Clear();
        File.Delete(Ranged);
        File.Delete(Ranged + ".ranges");
    }
}
