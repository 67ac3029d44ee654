namespace SegmentedDownload.Client;

/// <summary>Shows how far a download is.</summary>
internal interface IDownloadView
{
    void Say(string line);

    /// <param name="length">The bytes in all.</param>
    /// <param name="resumed">Those that an earlier process fetched.</param>
    void Begin(long length, long resumed);

    IWorkerView Worker(int number);
}

/// <summary>Shows how far a worker is; what it is told are the bytes that came.</summary>
internal interface IWorkerView : IProgress<int>
{
    void Begin(long offset, long length);

    /// <summary>The segment is durable, and will not be fetched again.</summary>
    void End(long offset, long length);
}
