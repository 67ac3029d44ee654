namespace Mapwright;

/// <summary>How far an operation on many files came with one of them.</summary>
public enum BatchState
{
    /// <summary>It was not tried: one before it failed.</summary>
    NotStarted = 0,

    /// <summary>It failed, and the file is as it was.</summary>
    Failed = 1,

    /// <summary>It was done, and a power cut may undo it.</summary>
    NotDurable = 2,

    /// <summary>It was done.</summary>
    Done = 3,
}

/// <summary>What became of one file of an operation on many.</summary>
/// <param name="Path">The path, as it was given.</param>
/// <param name="State">How far it came.</param>
/// <param name="Error">What the operation on this file alone would have thrown; <see langword="null"/> where nothing went wrong.</param>
public sealed record BatchOutcome(string Path, BatchState State, Exception? Error = null);
