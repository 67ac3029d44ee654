namespace Mapwright;

/// <summary>The names under which the library can be listened to.</summary>
public static class StorageTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> and of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string Name = "Mapwright";
}
