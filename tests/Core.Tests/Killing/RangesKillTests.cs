using System.Globalization;
using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Killing;

/// <summary>
/// A process that takes, writes, flushes and gives back ranges is killed, or loses its disk: what was flushed is there, what was handed out is not handed out
/// again before it was given back, and what the dead one had taken and not flushed is not lost.
/// </summary>
public sealed class RangesKillTests : KillTest
{
    [Fact]
    public void No_killed_process_loses_a_flushed_range_or_has_one_handed_out_again() => Run("ranges", folder => new Work(folder));

    [Theory, InlineData("xfs"), InlineData("ext4")]
    public void No_power_cut_loses_a_flushed_range_or_has_one_handed_out_again(string disk)
    {
        UseDisk(disk);
        Run("ranges", folder => new Work(folder));
    }

    private sealed class Work(string folder) : IKilledWork
    {
        private const int Unit = 4096;
        private const long Length = 4 << 20;

        private readonly CallerFileSystem _files = new();

        /// <summary>What each range that was handed out holds; null: it was not flushed.</summary>
        private readonly Dictionary<long, int?> _taken = [];

        public string Path { get; } = System.IO.Path.Combine(folder, "ranged");

        public void Hear(string line)
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

        public void Check(string round, bool isLast)
        {
            if (_taken.Count == 0)
            {
                return;
            }

            using var file = _files.OpenRanged(Path, 0, new RangedFileOptions { Alignment = Unit, IsAllocationDurable = true });
            foreach (var (offset, stamp) in _taken.ToList())
            {
                if (stamp is { } expected)
                {
                    CheckContent(file, file.Claim(offset, Unit), expected, round);
                }
                else
                {
                    // Taken and not flushed: nobody knows of it any more.
                    _taken.Remove(offset);
                }
            }

            file.ReleaseUnclaimed();
            file.Remaining.ShouldBe(Length - (_taken.Count * Unit), round);
            while (isLast && file.TryAllocate(Unit, out var range))
            {
                _taken.ShouldNotContainKey(range.Offset, round);
            }
        }

        public void StartAnew()
        {
            _taken.Clear();
            File.Delete(Path);
            File.Delete(Path + ".ranges");
        }

        private static void CheckContent(RangedFileBase file, WriteReceipt receipt, int expected, string round)
        {
            var numbers = new int[Unit / sizeof(int)];
            file.Read(receipt, MemoryMarshal.AsBytes(numbers.AsSpan()));
            numbers.AsSpan().ContainsAnyExcept(expected).ShouldBeFalse($"{round}: what was flushed at {receipt.Offset} is not there");
        }
    }
}
