namespace Mapwright;

/// <summary>How far the range got that a unit belongs to. Two bits; 0 is where every range begins.</summary>
internal enum RangeState
{
    /// <summary>Handed out, or not even that; not written.</summary>
    Allocated = 0,

    /// <summary>A write is under way.</summary>
    Writing = 1,

    /// <summary>Written, and not known to be durable.</summary>
    Written = 2,

    /// <summary>Flushed through its receipt, or about to be.</summary>
    Flushed = 3,
}
