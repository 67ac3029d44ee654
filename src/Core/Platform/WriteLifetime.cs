namespace Mapwright;

/// <summary>How long what is written to a file will stay, relative to other files of the device: what dies together is better stored together.</summary>
public enum WriteLifetime
{
    /// <summary>Nothing is said, as if nobody had ever asked.</summary>
    NotSet = 0,

    /// <summary>No certain time.</summary>
    None = 1,

    /// <summary>It is soon replaced or trimmed, as a log is.</summary>
    ShortLived = 2,

    /// <summary>Longer than <see cref="ShortLived"/>.</summary>
    MediumLived = 3,

    /// <summary>Longer than <see cref="MediumLived"/>.</summary>
    LongLived = 4,

    /// <summary>As good as for ever.</summary>
    Extreme = 5,
}
