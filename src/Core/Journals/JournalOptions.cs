using System.Numerics;

namespace Mapwright;

/// <summary>How a journal is created and opened. Sizes are bytes.</summary>
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
    /// The size of the buffer that records wait in until they are written: a power of two from 4 KiB to 1 GiB. An append waits while it is full.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no such power of two.</exception>
    public int BufferSize
    {
        get;
        init => field = value is >= 4096 and <= 1 << 30 && BitOperations.IsPow2(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A buffer is a power of two from 4 KiB to 1 GiB.");
    } = 1 << 20;

    /// <summary>The permissions of a file that is created, on Unix: the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
}
