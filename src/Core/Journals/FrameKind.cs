namespace Mapwright;

/// <summary>What a frame holds.</summary>
internal enum FrameKind : byte
{
    /// <summary>One record: the payload is its bytes.</summary>
    Record = 1,

    /// <summary>Records that are there together or not at all: the payload is, for each, its length in four bytes and its bytes.</summary>
    Batch = 2,

    /// <summary>Nothing: it fills a place that was reserved. Its payload is not checked.</summary>
    Void = 3,
}
