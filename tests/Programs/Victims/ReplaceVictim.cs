namespace VictimProgram;

/// <summary>Replaces one file, and three others together, with ever later content. Says "one N" or "each N" when all of it is durable.</summary>
internal static class ReplaceVictim
{
    private const int Length = 20_000;
    private const int MostReplacements = 2_000;

    public static void Work(string folder, Action<string> say)
    {
        var one = Path.Combine(folder, "one");
        string[] paths = [Path.Combine(folder, "two"), Path.Combine(folder, "below", "three"), Path.Combine(folder, "four")];
        var last = NumberOf(one);
        var lastOfEach = paths.Min(NumberOf);
        for (var i = 1; i <= MostReplacements; i++)
        {
            FileSystem.Default.ReplaceAtomically(one, Content(last + i));
            say($"one {last + i}");
            FileSystem.Default.ReplaceEach(Array.ConvertAll(paths, path => new FileReplacement(path, Content(lastOfEach + i))));
            say($"each {lastOfEach + i}");
        }
    }

    private static int NumberOf(string path) => File.Exists(path) ? BitConverter.ToInt32(File.ReadAllBytes(path)) : 0;

    private static byte[] Content(int number)
    {
        var numbers = new int[Length / sizeof(int)];
        numbers.AsSpan().Fill(number);
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(numbers).ToArray();
    }
}
