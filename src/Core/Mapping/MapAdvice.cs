namespace Mapwright;

/// <summary>How an interval of a mapping is going to be used. Advice changes speed, never results.</summary>
public enum MapAdvice
{
    /// <summary>Nothing is known; takes <see cref="Random"/> and <see cref="Sequential"/> back.</summary>
    Normal = 0,

    /// <summary>
    /// In any order: reading ahead is a waste. Given before the first touch, it keeps the units small in which stores are
    /// written back.
    /// </summary>
    Random = 1,

    /// <summary>From front to back: read further ahead, and let go what was passed.</summary>
    Sequential = 2,

    /// <summary>Soon: start reading it now, without waiting.</summary>
    WillNeed = 3,

    /// <summary>In huge pages, where the file system has them.</summary>
    HugePages = 4,

    /// <summary>Not in huge pages.</summary>
    NoHugePages = 5,
}
