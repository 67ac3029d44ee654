namespace Mapwright;

/// <summary>What a later version of Core may add: a surface, for which older adapters have no type.</summary>
[Surface("PageCounter")]
public abstract partial class PageCounterBase : StorageSurface
{
    /// <summary>Makes the surface.</summary>
    /// <param name="state">What it is made from.</param>
    protected PageCounterBase(PageCounterState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Platform)
    {
    }

    /// <summary>Rounds a length up to pages.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The number of pages.</returns>
    [Operation]
    public long CountPages(long length) => (length + Platform.PageSize - 1) / Platform.PageSize;
}

/// <summary>What a <see cref="PageCounterBase"/> is made from.</summary>
public sealed class PageCounterState
{
    internal PageCounterState(StoragePlatform platform) => Platform = platform;

    internal StoragePlatform Platform { get; }
}

public abstract partial class FileSystemBase
{
    /// <summary>Opens the added surface.</summary>
    /// <returns>The surface.</returns>
    [Operation]
    public virtual PageCounterBase OpenPageCounter() => CreatePageCounter(new PageCounterState(Platform));
}
