namespace Mapwright;

/// <summary>
/// A file of fixed length that many parties write at once, each in ranges of its own: a range is allocated, written once, and flushed by the receipt of
/// its write.
/// </summary>
/// <remarks>
/// Safe for use by many threads. A token (range or receipt) belongs to its file and is spent by the call that succeeds with it; at run time too, whatever
/// copies of it exist, at two bits for each alignment unit that was written. With an alignment of 512 or more a write needs no lock and allocates nothing;
/// below, each step of a token takes a lock and allocates.
/// <para>Ranges are apart within one object. Without <see cref="RangedFileOptions.IsAllocationDurable"/>, nothing keeps a second object of the same file, in this
/// process or another, from handing out the same ranges.</para>
/// </remarks>
[Surface("RangedFile")]
public abstract partial class RangedFileBase : FileBackedObject
{
    private readonly IRangeAllocator _allocator;
    private readonly RangeStates _states;
    private readonly long _kept;

    /// <summary>Takes over an opened file.</summary>
    /// <param name="state">What was opened.</param>
    protected RangedFileBase(RangedFileState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
        Length = state.Length;
        Alignment = state.Alignment;
        _allocator = state.Allocator;
        _states = RangeStates.Create(state.Alignment);
        _kept = UpToUnit(state.Kept);
    }

    /// <summary>The length of the file in bytes, as it was created or found.</summary>
    public long Length { get; }

    /// <summary>What the offsets of ranges are multiples of, in bytes.</summary>
    public int Alignment { get; }

    /// <summary>Closes the allocator's own file, and then this one.</summary>
    private protected override void CloseCore()
    {
        try
        {
            (_allocator as DurableRangeAllocator)?.Close();
        }
        finally
        {
            base.CloseCore();
        }
    }
}
