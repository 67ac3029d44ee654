using SegmentedDownload.Client;

namespace SegmentedDownload.Views;

/// <summary>Shows what another view shows, and cancels when half of a file is there.</summary>
internal sealed class HalfView(IDownloadView view, CancellationTokenSource cancellation) : IDownloadView
{
    private long _left;

    public void Say(string line) => view.Say(line);

    public void Begin(long length, long resumed)
    {
        _left = (length / 2) - resumed;
        view.Begin(length, resumed);
    }

    public IWorkerView Worker(int number) => new WorkerToHalf(this, view.Worker(number));

    private void Count(long length)
    {
        if (Interlocked.Add(ref _left, -length) <= 0)
        {
            cancellation.Cancel();
        }
    }

    private sealed class WorkerToHalf(HalfView all, IWorkerView worker) : IWorkerView
    {
        public void Begin(long offset, long length) => worker.Begin(offset, length);

        public void Report(int value) => worker.Report(value);

        public void End(long offset, long length)
        {
            worker.End(offset, length);
            all.Count(length);
        }
    }
}
