namespace Mapwright;

/// <summary>A record of a journal, as it was read.</summary>
/// <param name="Lsn">Its position. The records of a batch have the same.</param>
/// <param name="Index">Its number in its batch, from 0; 0 for a record of its own.</param>
/// <param name="NextLsn">The position behind the record, or behind its whole batch: where a reader, or a trim, that is done with it goes on.</param>
/// <param name="Payload">The bytes. They stay as they are for as long as they are held.</param>
public readonly record struct JournalRecord(long Lsn, int Index, long NextLsn, ReadOnlyMemory<byte> Payload);

/// <summary>What a reader found where the records end.</summary>
public enum JournalTail
{
    /// <summary>The end was not reached yet.</summary>
    None = 0,

    /// <summary>Nothing stands behind the last record; or what does was not committed yet by a journal that is open in this process.</summary>
    Clean = 1,

    /// <summary>
    /// Something that is not whole: what a crash left and the next opening cuts off, what another process is writing just now, or what a segment held
    /// before it was put to use again.
    /// </summary>
    Torn = 2,
}
