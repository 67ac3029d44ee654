using System.Globalization;
using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Killing;

/// <summary>A process that replaces files without end is killed: each file is whole, what was acknowledged is there, nothing stays behind.</summary>
public sealed class ReplaceKillTests : KillTest
{
    private const int Length = 20_000;

    private readonly CallerFileSystem _files = new();
    private int _acknowledged;
    private int _acknowledgedOfEach;

    private string One => Folder.File("one");

    private string[] Each => [Folder.File("two"), Folder.File(Path.Combine("below", "three")), Folder.File("four")];

    [Fact]
    public void A_killed_process_leaves_whole_files_and_nothing_that_stays()
    {
        StartAnew();
        Run("replace", Folder.Path, Hear, Check, StartAnew);
    }

    private void Hear(string line)
    {
        var parts = line.Split(' ');
        ref var acknowledged = ref parts[0] == "one" ? ref _acknowledged : ref _acknowledgedOfEach;
        acknowledged = int.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    private void Check(int round)
    {
        NumberIn(One).ShouldBeInRange(_acknowledged, _acknowledged + 1, $"round {round}");
        var numbers = Each.Select(NumberIn).ToList();
        numbers.ShouldAllBe(number => number == _acknowledgedOfEach || number == _acknowledgedOfEach + 1, $"round {round}");

        // One after the other: a later one is not replaced before an earlier one is.
        numbers.SequenceEqual(numbers.OrderDescending()).ShouldBeTrue($"round {round}: {string.Join(", ", numbers)}");
        (_acknowledged, _acknowledgedOfEach) = (NumberIn(One), numbers.Min());
        if (round % RoundsOfOne == 0)
        {
            // The next replacement meets the orphan, if there is one, under the name that it would take itself.
            _files.ReplaceAtomically(One, [1]);
            _files.ReplaceEach(Array.ConvertAll(Each, path => new FileReplacement(path, new byte[] { 1 })));
            Directory.GetFiles(Folder.Path, "*", SearchOption.AllDirectories).ShouldBe([One, .. Each], ignoreOrder: true);
        }
    }

    private void StartAnew()
    {
        (_acknowledged, _acknowledgedOfEach) = (0, 0);
        Directory.CreateDirectory(Folder.File("below"));
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
