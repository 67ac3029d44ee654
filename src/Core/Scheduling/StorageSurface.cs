namespace Mapwright;

/// <summary>The root of every surface: a platform that does the I/O, and a scheduler that blocking bodies run on.</summary>
public abstract class StorageSurface
{
    private protected StorageSurface(StoragePlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        Platform = platform;
    }

    /// <summary>What does the I/O.</summary>
    public StoragePlatform Platform { get; }

    /// <summary>Where blocking bodies run.</summary>
    protected abstract IScheduler Scheduler { get; }

    private protected virtual void ThrowIfClosed()
    {
    }
}
