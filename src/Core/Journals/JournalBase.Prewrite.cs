namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>How much is filled with zeros at once.</summary>
    private const int PrewriteLength = 1 << 20;

    /// <summary>For a longer group, noting in the file system's metadata that its blocks are written costs little next to its bytes.</summary>
    private const int LongestPrewritingGroup = PrewriteLength / 16;

    private bool _prewrites;

    /// <summary>Up to here, no flush has to note that a block is written; touched by the one who writes out.</summary>
    private long _prewritten;

    /// <summary>Fills what follows the records in the file, when they got to blocks that were never written: the flush that comes next notes both at once.</summary>
    /// <remarks>
    /// By the leader, between its write and its flush, and so there is nobody to keep out: all that is written of the log is below <c>_written</c>, and what is reserved
    /// behind it is written later, over the zeros. For recovery nothing changes: reserved blocks that were never written read as zeros too, and what
    /// stands behind the end from an earlier use or a cut is not in force, whether a power cut leaves all of it, a part, or nothing.
    /// </remarks>
    private void Prewrite(long group)
    {
        if (_prewrites && group <= LongestPrewritingGroup && _written > _prewritten)
        {
            _prewrites = _log.TryPrewrite(_written, PrewriteLength, nameof(Append), out _prewritten);
        }
    }
}
