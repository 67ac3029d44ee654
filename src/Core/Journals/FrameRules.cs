namespace Mapwright;

/// <summary>Which frames are in force in a journal: those that were not left behind by a recovery, or by an earlier use of their place.</summary>
/// <param name="JournalId">The journal.</param>
/// <param name="Generation">Its generation: one more with each cut.</param>
/// <param name="CutLsn">Where the last cut was made, and the generation begins.</param>
/// <remarks>
/// After a cut the same positions are written anew, and what the cut left behind may line up with that: by the generation, nothing that
/// was cut off is ever taken for a part of the log again, whatever reaches the disk and in which order.
/// </remarks>
internal readonly record struct FrameRules(ulong JournalId, uint Generation, long CutLsn)
{
    public bool Accept(in FrameHeader header, long lsn) =>
        header.Lsn == lsn
        && header.JournalId == JournalId
        && (lsn >= CutLsn ? header.Generation == Generation : header.Generation < Generation && header.End <= CutLsn);
}
