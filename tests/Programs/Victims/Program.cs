using VictimProgram;

// VictimProgram scenario path: works, and says what it has done, until it is killed. A process that nobody kills ends.
Action<string> scenario = args[0] switch
{
    "journal" => JournalVictim.Work,
    "replace" => ReplaceVictim.Work,
    "ranges" => RangesVictim.Work,
    _ => throw new ArgumentException(args[0]),
};
Said.Line("begins");
scenario(args[1]);
