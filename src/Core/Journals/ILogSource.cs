namespace Mapwright;

/// <summary>A log that can be read at positions.</summary>
internal interface ILogSource
{
    /// <summary>The position up to which there may be frames.</summary>
    long End { get; }

    /// <summary>Reads at a position; short only where there is nothing more.</summary>
    int Read(long lsn, Span<byte> buffer);
}

/// <summary>What stands at a position.</summary>
internal enum FrameStatus
{
    /// <summary>A frame that is in force, whole.</summary>
    Whole = 0,

    /// <summary>No header that is whole and in force.</summary>
    NoHeader = 1,

    /// <summary>A header that is in force, and a payload that does not fit it.</summary>
    BadPayload = 2,
}
