using System.Globalization;
using SegmentedDownload.Client;

namespace SegmentedDownload.Views;

/// <summary>A line for each segment, for output that goes to a file or a program.</summary>
internal sealed class LineView : IDownloadView
{
    public void Say(string line) => Console.WriteLine(line);

    public void Begin(long length, long resumed) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"{resumed} of {length} bytes are there already."));

    public IWorkerView Worker(int number) => new WorkerLines(number);

    private sealed class WorkerLines(int number) : IWorkerView
    {
        public void Begin(long offset, long length)
        {
        }

        public void Report(int value)
        {
        }

        public void End(long offset, long length) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"worker {number}: [{offset}, {offset + length}) is durable"));
    }
}
