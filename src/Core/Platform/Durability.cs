namespace Mapwright;

/// <summary>What is true of a write when it returns.</summary>
public enum Durability
{
    /// <summary>The system has the bytes; a flush makes them durable.</summary>
    None = 0,

    /// <summary>
    /// The bytes reach the device before those of any later write. Where the system has nothing weaker than a durable write
    /// that says so, as on Linux, it is <see cref="Data"/>.
    /// </summary>
    Barrier = 1,

    /// <summary>The bytes are durable, and the metadata needed to read them.</summary>
    Data = 2,

    /// <summary>The bytes and all metadata of the file are durable.</summary>
    Full = 3,

    /// <summary><see cref="Data"/>; on a place that loses everything with the power anyway, <see cref="None"/>.</summary>
    Auto = 4,
}
