using System.Globalization;
using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Killing;

/// <summary>
/// A process that replaces files without end is killed, or loses its disk: each file is whole, what was acknowledged is there, nothing stays behind.
/// </summary>
public sealed class ReplaceKillTests : KillTest
{
    [Fact]
    public void A_killed_process_leaves_whole_files_and_nothing_that_stays() => Run("replace", folder => new Work(folder, CutsPower));

    [Theory, InlineData("xfs"), InlineData("ext4")]
    public void A_power_cut_leaves_whole_files_and_those_that_were_acknowledged(string disk)
    {
        UseDisk(disk);
        Run("replace", folder => new Work(folder, CutsPower));
    }

    private sealed class Work(string folder, bool losesPower) : IKilledWork
    {
        private const int Length = 20_000;

        private readonly CallerFileSystem _files = new();
        private int _acknowledged;
        private int _acknowledgedOfEach;

        public string Path => folder;

        private string One => System.IO.Path.Combine(folder, "one");

        private string[] Each => [System.IO.Path.Combine(folder, "two"), System.IO.Path.Combine(folder, "below", "three"), System.IO.Path.Combine(folder, "four")];

        public void Hear(string line)
        {
            var parts = line.Split(' ');
            ref var acknowledged = ref parts[0] == "one" ? ref _acknowledged : ref _acknowledgedOfEach;
            acknowledged = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        public void Check(string round, bool isLast)
        {
            NumberIn(One).ShouldBeInRange(_acknowledged, _acknowledged + 1, round);
            var numbers = Each.Select(NumberIn).ToList();
            numbers.ShouldAllBe(number => number == _acknowledgedOfEach || number == _acknowledgedOfEach + 1, round);

            // One after the other: a later one is not replaced before an earlier one is. Which names reach a disk first, nobody promises.
            (losesPower || numbers.SequenceEqual(numbers.OrderDescending())).ShouldBeTrue($"{round}: {string.Join(", ", numbers)}");
            (_acknowledged, _acknowledgedOfEach) = (NumberIn(One), numbers.Min());
            if (isLast)
            {
                // The next replacement meets the orphan, if there is one, under the name that it would take itself.
                _files.ReplaceAtomically(One, [1]);
                _files.ReplaceEach(Array.ConvertAll(Each, path => new FileReplacement(path, new byte[] { 1 })));
                Directory.GetFiles(Path, "*", SearchOption.AllDirectories).ShouldBe([One, .. Each], ignoreOrder: true);
            }
        }

        public void StartAnew()
        {
            (_acknowledged, _acknowledgedOfEach) = (0, 0);
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "below"));
            foreach (var path in Each.Append(One))
            {
                File.Delete(path);
            }
        }

        private static int NumberIn(string path)
        {
            if (!File.Exists(path))
            {
                return 0;
            }

            var content = File.ReadAllBytes(path);
            content.Length.ShouldBe(Length, path);
            var numbers = MemoryMarshal.Cast<byte, int>(content);
            numbers.ContainsAnyExcept(numbers[0]).ShouldBeFalse($"{path} is torn");
            return numbers[0];
        }
    }
}
