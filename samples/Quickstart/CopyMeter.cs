namespace Quickstart;

/// <summary>Counts what was done, and passes it on to whoever shows the progress.</summary>
internal sealed class CopyMeter(IProgress<long> progress)
{
    private long _operations;

    /// <summary>The storage operations that were awaited.</summary>
    public long Operations => Interlocked.Read(ref _operations);

    public void Count(int operations, long bytes = 0)
    {
        Interlocked.Add(ref _operations, operations);
        if (bytes > 0)
        {
            progress.Report(bytes);
        }
    }
}
