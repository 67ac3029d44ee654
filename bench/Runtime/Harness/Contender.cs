namespace Mapwright.Bench.Runtime.Harness;

/// <summary>One way to do the work.</summary>
/// <param name="name">Its name in the results.</param>
/// <param name="run">Does the work a number of times.</param>
internal sealed class Contender(string name, Action<int> run)
{
    public string Name { get; } = name;

    public Action<int> Run { get; } = run;

    /// <summary>Called before each timed slot with its number of operations, outside of the time.</summary>
    public Action<int>? Prepare { get; init; }

    /// <summary>Whether a slot is one job of a size of its own, whatever the number of operations that it counts as.</summary>
    public bool IsOneJob { get; init; }

    /// <summary>Does the work a number of times where another process does it, and says what it took there; what it allocates is not known.</summary>
    public Func<int, Sample>? Measure { get; private init; }

    /// <summary>A contender whose work is done by another process.</summary>
    /// <param name="name">Its name in the results.</param>
    /// <param name="measure">Has it done a number of times, and says what one of them took.</param>
    public static Contender Elsewhere(string name, Func<int, Sample> measure) =>
        new(name, count => measure(count)) { Measure = measure };

    /// <summary>The same, with something to do before each slot.</summary>
    public Contender After(Action prepare) =>
        new(Name, Run) { Prepare = _ => prepare(), IsOneJob = IsOneJob, Measure = Measure };

    /// <summary>A contender of so many loops at once, each started on the thread pool, each with its share of the operations.</summary>
    /// <param name="name">Its name in the results.</param>
    /// <param name="inFlight">The number of loops.</param>
    /// <param name="loop">One loop: its number, and how many operations it does.</param>
    public static Contender Concurrent(string name, int inFlight, Func<int, int, Task> loop)
    {
        var loops = new Task[inFlight];
        return new Contender(name, count =>
        {
            for (var i = 0; i < inFlight; i++)
            {
                var number = i;
                var share = (count / inFlight) + (i < count % inFlight ? 1 : 0);
                loops[i] = Task.Run(() => loop(number, share));
            }

            Task.WaitAll(loops);
        });
    }
}
