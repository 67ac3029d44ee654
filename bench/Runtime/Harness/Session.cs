using System.Globalization;

namespace Mapwright.Bench.Runtime.Harness;

/// <summary>One run of one row.</summary>
internal sealed class Session(Row row, string directory, bool isQuick)
{
    private readonly List<ContenderResult> _contenders = [];
    private readonly List<Target> _targets = [];
    private readonly List<string> _notes = [];

    public bool IsQuick { get; } = isQuick;

    /// <summary>An empty directory that goes away after the row.</summary>
    public string Directory { get; } = directory;

    public RowResult Result => new(row.Name, row.Title, _contenders, _targets, _notes);

    /// <summary>Measures contenders of small operations: as many as fill a slot.</summary>
    public Comparison Compare(string name, params Contender[] contenders) => Compare(name, Standard(), null, contenders);

    /// <summary>Measures contenders of work that has a given size.</summary>
    /// <param name="name">What is compared.</param>
    /// <param name="rounds">Rounds of the full run; a quick one has a third.</param>
    /// <param name="operations">The operations of a slot.</param>
    /// <param name="contenders">The contenders.</param>
    public Comparison CompareFixed(string name, int rounds, int operations, params Contender[] contenders)
    {
        var interleaver = new Interleaver(IsQuick ? Math.Max(3, rounds / 3) : rounds, TimeSpan.Zero, TimeSpan.Zero);
        return Compare(name, interleaver, operations, contenders);
    }

    /// <summary>Asks for at least so much.</summary>
    public void AtLeast(string what, Estimate ratio, double goal) => Add(new Target($"{row.Name}/{what}", ratio, goal, IsCeiling: false));

    /// <summary>Asks for at most so much.</summary>
    public void AtMost(string what, Estimate amount, double goal) => Add(new Target($"{row.Name}/{what}", amount, goal, IsCeiling: true));

    /// <summary>Asks for no allocation: less than half a byte, as a timer or the thread pool may allocate now and then.</summary>
    public void NoAllocation(string what, double bytes) => AtMost(what, Estimate.Exact(Math.Floor(bytes + 0.5)), 0);

    public void Note(string note)
    {
        _notes.Add(note);
        Console.WriteLine($"  {row.Name}: {note}");
    }

    private Interleaver Standard() => IsQuick
        ? new Interleaver(rounds: 9, TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(300))
        : new Interleaver(rounds: 31, TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(600));

    private Comparison Compare(string name, Interleaver interleaver, int? operations, Contender[] contenders)
    {
        var comparison = new Comparison(name, interleaver.Measure(contenders, operations));
        foreach (var result in comparison.Results())
        {
            _contenders.Add(result);
            Console.WriteLine($"  {row.Name} {name} {result.Contender}: {result.Nanoseconds:N2} ns/op "
                + $"({result.LowerQuartile:N2} to {result.UpperQuartile:N2}), cpu {result.ProcessorNanoseconds:N2} ns/op, {result.Bytes?.ToString("N1", CultureInfo.InvariantCulture) ?? "?"} B/op");
        }

        return comparison;
    }

    private void Add(Target target)
    {
        _targets.Add(target);
        Console.WriteLine(target);
    }
}
