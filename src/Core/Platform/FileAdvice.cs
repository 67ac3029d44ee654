namespace Mapwright;

/// <summary>How an interval of a file is going to be used. Advice changes speed, never results.</summary>
public enum FileAdvice
{
    /// <summary>Nothing is known; takes earlier advice back.</summary>
    Normal = 0,

    /// <summary>In any order: reading ahead is a waste.</summary>
    Random = 1,

    /// <summary>From front to back: read further ahead.</summary>
    Sequential = 2,

    /// <summary>Soon: start reading it now, without waiting.</summary>
    WillNeed = 3,

    /// <summary>Not soon: pages that are cached and clean may go.</summary>
    DontNeed = 4,

    /// <summary>Once: do not keep it for later.</summary>
    NoReuse = 5,
}
