using System.Text;

namespace VictimProgram;

/// <summary>What the process says, each line in one write: what it has said before it dies, it has done.</summary>
internal static class Said
{
    private static readonly Stream s_output = Console.OpenStandardOutput();
    private static readonly Lock s_lock = new();

    public static void Line(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line + "\n");
        lock (s_lock)
        {
            s_output.Write(bytes);
        }
    }

    /// <summary>Runs the work on some threads at once.</summary>
    public static void OnThreads(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() => work(number))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
