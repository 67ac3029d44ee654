namespace Mapwright;

/// <summary>What the state of a log means for opening it.</summary>
internal enum RecoveryDecision
{
    /// <summary>It was closed: go on.</summary>
    Closed = 0,

    /// <summary>Nothing stands behind the last frame: go on.</summary>
    Continue = 1,

    /// <summary>A torn tail, above everything that is known to be durable: cut it off.</summary>
    Cut = 2,

    /// <summary>Damage below what is known to be durable: touch nothing.</summary>
    Corrupt = 3,
}

/// <summary>The rule that tells damage from a torn tail.</summary>
/// <remarks>
/// Write-back reaches the disk in any order, so a row of frames with holes and whole frames behind them is what a power cut leaves. But a frame tells what
/// was durable when it was made, and so does a header slot: below the highest of these positions nothing may be missing, and at or above it nothing was
/// ever acknowledged, except by the last commit group before the cut, whose rot cannot be told from a tear.
/// </remarks>
internal static class RecoveryRule
{
    public static RecoveryDecision Decide(in HeaderSlot slot, in LogScan scan) =>
        scan.IsSuperseded || scan.End < KnownDurable(slot, scan) ? RecoveryDecision.Corrupt
        : slot.IsClosed && scan.End == slot.DurableLsn && scan.LaterFrames == 0 ? RecoveryDecision.Closed
        : scan.IsBlank ? RecoveryDecision.Continue
        : RecoveryDecision.Cut;

    public static long KnownDurable(in HeaderSlot slot, in LogScan scan) => Math.Max(slot.DurableLsn, scan.DurableLsn);
}
