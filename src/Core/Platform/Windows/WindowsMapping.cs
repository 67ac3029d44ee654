namespace Mapwright;

/// <summary>A view: it starts at a multiple of 64 KiB in the file, so that some bytes may come before what was asked for.</summary>
internal sealed class WindowsMapping(WindowsFile file, nint start, int prefix, long length) : PlatformMapping
{
    /// <summary>How many views of the process are kept for their addresses alone, until they are collected.</summary>
    private static int s_abandoned;

    private bool _isAbandoned;

    public override nint Address => Start + prefix;

    public override long Length { get; } = length;

    /// <summary>The address of the view.</summary>
    public nint Start { get; } = start;

    /// <summary>Whose buffers are flushed after the view.</summary>
    public WindowsFile File { get; } = file;

    /// <summary>Ends what abandoned views can be ended: while there is one, the system refuses to make its file shorter.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool CollectAbandoned()
    {
        if (Volatile.Read(ref s_abandoned) == 0)
        {
            return false;
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }

    /// <summary>Notes that nobody uses the view any more.</summary>
    public void Abandon()
    {
        if (!Interlocked.Exchange(ref _isAbandoned, true))
        {
            Interlocked.Increment(ref s_abandoned);
        }
    }

    /// <summary>Notes that the view is gone.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isAbandoned, false))
        {
            Interlocked.Decrement(ref s_abandoned);
        }
    }
}
