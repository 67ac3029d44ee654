using VictimProgram;

// VictimProgram scenario path…: works at each path, and says what it has done and at which, until it is killed. A process that nobody kills ends.
Action<string, Action<string>> scenario = args[0] switch
{
    "journal" => JournalVictim.Writing(Caching.Buffered),
    "direct-journal" => JournalVictim.Writing(Caching.Direct),
    "replace" => ReplaceVictim.Work,
    "ranges" => RangesVictim.Work,
    _ => throw new ArgumentException(args[0]),
};
Said.Line("begins");
var paths = args[1..];
Said.OnThreads(paths.Length, place => scenario(paths[place], line => Said.Line($"{place} {line}")));
