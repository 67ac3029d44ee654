namespace SegmentedDownload.Client;

/// <summary>The download cannot go on, and trying again would not help.</summary>
internal sealed class DownloadException(string message) : IOException(message);
