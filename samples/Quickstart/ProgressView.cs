using Spectre.Console;

namespace Quickstart;

/// <summary>Shows how far the copies are.</summary>
internal abstract class ProgressView
{
    /// <summary>A bar on a terminal, lines where the output goes elsewhere.</summary>
    public static ProgressView Create() => Console.IsOutputRedirected ? new ProgressLines() : new ProgressBars();

    /// <summary>Runs the work and shows what it begins.</summary>
    public abstract Task RunAsync(Func<ProgressView, Task> work);

    /// <summary>Begins a piece of work; what it reports are the bytes that it got further, from any thread.</summary>
    public abstract IProgress<long> Begin(string name, long total);

    private sealed class ProgressBars : ProgressView
    {
        private ProgressContext? _context;

        public override Task RunAsync(Func<ProgressView, Task> work) => AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                _context = context;
                return work(this);
            });

        public override IProgress<long> Begin(string name, long total) =>
            new Bar(_context!.AddTask(Markup.Escape(name), maxValue: long.Max(total, 1)));

        private sealed class Bar(ProgressTask task) : IProgress<long>
        {
            public void Report(long value) => task.Increment(value);
        }
    }

    private sealed class ProgressLines : ProgressView
    {
        public override Task RunAsync(Func<ProgressView, Task> work) => work(this);

        public override IProgress<long> Begin(string name, long total)
        {
            Console.WriteLine(name);
            return new Lines(name, total);
        }

        private sealed class Lines(string name, long total) : IProgress<long>
        {
            private long _done;

            public void Report(long value)
            {
                var done = Interlocked.Add(ref _done, value);
                var quarter = done * 4 / total;
                if (quarter > (done - value) * 4 / total)
                {
                    Console.WriteLine($"{name}: {quarter * 25} %");
                }
            }
        }
    }
}
