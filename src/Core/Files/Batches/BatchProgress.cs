namespace Mapwright;

/// <summary>The progress of one file after the other, told as that of all of them.</summary>
internal sealed class BatchProgress(IProgress<long> all) : IProgress<long>
{
    private long _before;
    private long _current;

    public void Report(long value)
    {
        _current = value;
        all.Report(_before + value);
    }

    /// <summary>The next reports are of another file.</summary>
    public void Next()
    {
        _before += _current;
        _current = 0;
    }
}
