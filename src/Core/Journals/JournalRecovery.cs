namespace Mapwright;

/// <summary>In which state a journal was found when it was opened.</summary>
public enum JournalOutcome
{
    /// <summary>It was created.</summary>
    Created = 0,

    /// <summary>It had been closed, and is as it was left.</summary>
    Closed = 1,

    /// <summary>It had not been closed, and nothing but whole records was found.</summary>
    Continued = 2,

    /// <summary>It had not been closed, and ended in something that was never acknowledged as durable and is not whole: that was cut off.</summary>
    TailCut = 3,
}

/// <summary>What opening a journal found and did.</summary>
/// <param name="Outcome">In which state it was found.</param>
/// <param name="FirstLsn">The first live position.</param>
/// <param name="EndLsn">The position behind the last whole record: where the next one goes.</param>
/// <param name="KnownDurableLsn">
/// The highest position that anything in the file claims to be durable. Below it, damage would have been an error and not a cut.
/// </param>
/// <param name="CutFrames">How many frames behind the cut still had a whole header. They are in the file at <paramref name="TailPath"/>.</param>
/// <param name="CutBytes">How many bytes were cut off and saved.</param>
/// <param name="TailPath">The file that holds what was cut off; <see langword="null"/> when nothing was.</param>
public sealed record JournalRecovery(
    JournalOutcome Outcome, long FirstLsn, long EndLsn, long KnownDurableLsn, long CutFrames, long CutBytes, string? TailPath);
