using System.Globalization;
using SegmentedDownload.Client;
using Spectre.Console;

namespace SegmentedDownload.Views;

/// <summary>A bar for each worker and one for all, on a terminal.</summary>
internal sealed class BarView(ProgressContext context) : IDownloadView
{
    private ProgressTask? _all;

    /// <summary>Runs the work under bars.</summary>
    public static Task RunAsync(Func<IDownloadView, Task> work) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn())
        .StartAsync(context => work(new BarView(context)));

    public void Say(string line) => AnsiConsole.WriteLine(line);

    public void Begin(long length, long resumed)
    {
        if (resumed > 0)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{resumed:N0} of {length:N0} bytes are there already."));
        }

        _all = context.AddTask("all", maxValue: length);
        _all.Increment(resumed);
    }

    public IWorkerView Worker(int number) => new WorkerBar(_all!, context.AddTask($"worker {number}"));

    private sealed class WorkerBar(ProgressTask all, ProgressTask bar) : IWorkerView
    {
        public void Begin(long offset, long length)
        {
            bar.MaxValue = length;
            bar.Value = 0;
        }

        public void Report(int value) => bar.Increment(value);

        public void End(long offset, long length) => all.Increment(length);
    }
}
