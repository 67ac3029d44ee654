namespace Mapwright.Bench.Runtime;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Names">The rows to run, in order.</param>
/// <param name="IsQuick">Whether to measure briefly.</param>
/// <param name="Directory">Where the files of the measurements are made.</param>
/// <param name="Results">Where the table and the plot are written.</param>
/// <param name="ChildOutput">In a process that runs one row for another one: where its results go.</param>
internal sealed record Arguments(IReadOnlyList<string> Names, bool IsQuick, string Directory, string Results, string? ChildOutput)
{
    /// <summary>Reads a command line. Null: it makes no sense, or asks for nothing.</summary>
    public static Arguments? TryParse(string[] args)
    {
        var known = Row.All.Select(row => row.Name).ToList();
        var names = new List<string>();
        var arguments = new Arguments(names, IsQuick: false, Path.GetTempPath(), DefaultResults(), ChildOutput: null);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    arguments = arguments with { IsQuick = true };
                    break;
                case "--all":
                    names.AddRange(known);
                    break;
                case "--directory" when i + 1 < args.Length:
                    arguments = arguments with { Directory = Path.GetFullPath(args[++i]) };
                    break;
                case "--results" when i + 1 < args.Length:
                    arguments = arguments with { Results = Path.GetFullPath(args[++i]) };
                    break;
                case "--child" when i + 1 < args.Length:
                    arguments = arguments with { ChildOutput = args[++i] };
                    break;
                case var name when known.Contains(name):
                    names.Add(name);
                    break;
                default:
                    Console.Error.WriteLine($"Unknown: {args[i]}");
                    return null;
            }
        }

        if (names.Count == 0 && arguments.IsQuick)
        {
            names.AddRange(known);
        }

        return names.Count == 0 ? null : arguments;
    }

    public static int PrintUsage()
    {
        Console.Error.WriteLine("usage: --quick | --all | NAME...  [--quick] [--directory WHERE-TO-MEASURE] [--results WHERE-TO-WRITE]");
        foreach (var row in Row.All)
        {
            Console.Error.WriteLine($"  {row.Name,-28} {row.Title}");
        }

        return 2;
    }

    /// <summary>bench/results of the source tree that the program was built in; else of the current directory.</summary>
    private static string DefaultResults()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Build.sln")))
            {
                return Path.Combine(directory.FullName, "bench", "results");
            }
        }

        return Path.GetFullPath(Path.Combine("bench", "results"));
    }
}
