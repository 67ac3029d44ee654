namespace Mapwright.IoUring.Tests;

internal static class Stress
{
    /// <summary>A run starts nothing more after this, so that a busy machine makes it smaller and not longer.</summary>
    public static TimeSpan Budget { get; } = TimeSpan.FromSeconds(8);
}
