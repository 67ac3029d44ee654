using System.Numerics;

namespace Mapwright;

/// <summary>How a journal is created, opened and written. Sizes are bytes.</summary>
public sealed record JournalOptions
{
    /// <summary>The size of the segments of a journal that is created: a power of two from 16 KiB to 1 GiB. An existing one keeps its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no such power of two.</exception>
    public int SegmentSize
    {
        get;
        init => field = JournalLayout.IsSegmentSize(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A segment is a power of two from 16 KiB to 1 GiB.");
    } = 16 << 20;

    /// <summary>
    /// The size of the buffer that records wait in until they are written: a power of two from 8 KiB to 1 GiB. An append waits while it is full.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no such power of two.</exception>
    public int BufferSize
    {
        get;
        init => field = value is >= 8192 and <= 1 << 30 && BitOperations.IsPow2(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A buffer is a power of two from 8 KiB to 1 GiB.");
    } = 1 << 20;

    /// <summary>
    /// What a commit waits for; with <see cref="Durability.None"/>, the operating system has the records, and a power cut may take them. With
    /// <see cref="Durability.Barrier"/> it waits as with <see cref="Durability.Data"/>: what is committed is durable.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public Durability Durability
    {
        get;
        init => field = value is >= Durability.None and <= Durability.Auto
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such durability.");
    } = Durability.Data;

    /// <summary>
    /// How records travel to the file, whatever <see cref="Durability"/> is: past the page cache with <see cref="Caching.Direct"/>, in whole blocks of
    /// 4 KiB, of which the last is written again with what follows unless <see cref="PadCommits"/> is set. Readers go through the cache.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public Caching Caching
    {
        get;
        init => field = value is >= Caching.Buffered and <= Caching.Auto
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such way of caching.");
    }

    /// <summary>
    /// How long the first who waits for a commit waits for others before the flush begins. None by default: while one flush is in flight the next
    /// group forms, and a window costs the lone caller its length.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than a second.</exception>
    public TimeSpan CommitWindow
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromSeconds(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A commit window is from 0 to 1 second.");
    }

    /// <summary>How many who wait end the <see cref="CommitWindow"/> early; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int LargestGroup
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A group has at least 1 member.");
    } = 64;

    /// <summary>
    /// Whether each commit ends at a block of 4 KiB, so that no later write touches a block with committed bytes. For devices that may damage
    /// what else is in a block when the power goes off while they write it.
    /// </summary>
    public bool PadCommits { get; init; }

    /// <summary>
    /// Whether a commit that gets to blocks of a segment that were never written fills the next of them with zeros, which its flush makes durable with the records. Of
    /// a flush of blocks that are written the first time the file system has to note that they are, and that doubles its time; so one commit in many takes
    /// longer, and the others half as long. Costs each byte a second write, once: segments that are used again after a trim have been written.
    /// </summary>
    /// <remarks>
    /// Not done for large groups of records, without a flush, and where the file system copies on write or promises nothing for
    /// reserved blocks (<see cref="AllocationGuarantee"/>).
    /// </remarks>
    public bool PrewriteSegments { get; init; } = true;

    /// <summary>How many trimmed segments keep their blocks to be used again; the blocks of more are given back to the file system.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int SpareSegments
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of segments is not negative.");
    } = 4;

    /// <summary>
    /// How long nothing is committed until the journal writes a mark of what is durable; <see cref="Timeout.InfiniteTimeSpan"/> for never. Damage below a mark is
    /// never taken for a torn tail.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not more than 0, or more than a day.</exception>
    public TimeSpan IdleMark
    {
        get;
        init => field = value == Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value <= TimeSpan.FromDays(1))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A journal is idle after more than 0, and at most a day.");
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the records stay, which tells the device what to store together; a hint for the whole file, given when the journal is opened. Where the
    /// system or the device takes none, nothing happens.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public WriteLifetime WriteLifetime
    {
        get;
        init => field = value is >= WriteLifetime.NotSet and <= WriteLifetime.Extreme
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such lifetime.");
    }

    /// <summary>The permissions of a file that is created, on Unix: the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
}
