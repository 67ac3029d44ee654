using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>One mapping of an interval of a file: its addresses never change, so readers need no lock to use them.</summary>
/// <remarks>
/// Invariants:
/// <list type="number">
/// <item>The addresses stay reserved until the region is collected. Whoever uses them reads <see cref="IsOpen"/> of the same
/// region afterwards, and so keeps it alive until then: no access ever meets an address that is not mapped.</item>
/// <item>The file is let go in this order: the surface stops handing the region out (it is closed, or has a newer region),
/// the region is marked as ended, every thread of the process passes a barrier, the pages are replaced by zeros. A thread
/// that touched the zeros therefore finds the mark when it looks after its access; one that does not find it touched the
/// file. It needs no barrier of its own in hardware for this, only an access and a check that stay in that order.</item>
/// <item>The barrier cannot be seen to be missing, on x64 at least: loads are done in order there, and replacing pages interrupts every processor that runs the
/// process, which is a barrier too. What is left is a store whose check was done before the mark, out of order, and which then finds zeros that another thread has
/// touched meanwhile; replacing takes longer than a processor looks ahead. Processors that are told of replaced pages without an interrupt (arm64) promise
/// neither. So no race proves it: a test looks at the order of the calls.</item>
/// <item>A shorter length is published before the pages behind it are replaced, with the same barrier between; whoever touched
/// them looks at the length afterwards too. A longer one is published after its pages are those of the file.</item>
/// <item>A page that cannot be had is replaced in the same order by the fault guard: the region is marked as faulted, on the
/// same word, every thread passes a barrier, the page becomes zeros. It stays so: a region that faulted never recovers.</item>
/// <item>The pages are not replaced while a lease is out. Leases and the mark that no more are given share one word, and the
/// first party that finds "ended, none out" replaces.</item>
/// <item>A region that is given back before it is collected is known to nobody then: it was never handed out, or is not any more, and leaves the
/// regions of its inode first. These are cut off under the gate that it leaves them by.</item>
/// </list>
/// </remarks>
internal sealed unsafe partial class MappedRegion
{
    private readonly StoragePlatform _platform;
    private readonly string _path;
    private readonly RegionState* _state;
    private long _length;

    /// <summary>Where others find the region, to let the file go; nowhere where it does not share its pages.</summary>
    private InodeRegions? _known;

    private MappedRegion(OpenFile file, PlatformMapping? mapping, RegionState* state, long fileOffset, long length)
    {
        _platform = file.Platform;
        _path = file.Path;
        _state = state;
        Mapping = mapping;
        Address = mapping is null ? null : (byte*)mapping.Address;
        FileOffset = fileOffset;
        _length = length;
        Capacity = mapping?.Length ?? length;
    }

    ~MappedRegion() => Unmap();

    /// <summary>The address of the first byte.</summary>
    public byte* Address { get; }

    /// <summary>The length in bytes; changes within the capacity.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>The bytes that are mapped; those behind the length are not the file's yet, and nobody may touch them.</summary>
    public long Capacity { get; }

    /// <summary>Where the first byte is in the file.</summary>
    public long FileOffset { get; }

    /// <summary>The mapping; <see langword="null"/> of a region of length 0, which systems do not map.</summary>
    public PlatformMapping? Mapping { get; }

    /// <summary>Whether the region was not ended and did not fault. Read after an access, with a barrier between.</summary>
    public bool IsOpen
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var isOpen = _state->Flags == 0;
            GC.KeepAlive(this);
            return isOpen;
        }
    }

    /// <summary>Maps an interval of a file, of which a part may be used as yet.</summary>
    public static MappedRegion Map(OpenFile file, in MapRequest request, long length, string operation)
    {
        var state = (RegionState*)NativeMemory.AllocZeroed((nuint)sizeof(RegionState));
        try
        {
            var mapping = request.Length > 0 ? Map(file, request with { State = (nint)state }, operation) : null;
            var region = new MappedRegion(file, mapping, state, request.Offset, length);
            if (request.Kind != MappingKind.CopyOnWrite)
            {
                region._known = file.Inode.Regions;
                region._known.Add(region);
            }

            return region;
        }
        catch
        {
            NativeMemory.Free(state);
            throw;
        }
    }

    /// <summary>Says how a region that nobody has seen yet is going to be used, where the platform takes that advice; a failure ends the region.</summary>
    public void Advise(OpenFile file, MapAdvice advice, string operation)
    {
        if (Mapping is null || advice == MapAdvice.Normal)
        {
            return;
        }

        var advised = _platform.AdviseMapping(Mapping, 0, Capacity, advice);
        if (advised.IsFailure && _platform.Classify(advised.Error) != StorageErrorCode.NotSupported)
        {
            Discard();
            file.Check(advised, operation, FileOffset);
        }
    }

    /// <summary>Brings all pages into memory, where the platform can.</summary>
    public void Populate(OpenFile file, string operation)
    {
        if (Mapping is null || Length == 0)
        {
            return;
        }

        var populated = _platform.Populate(Mapping, 0, Length, forWrite: false);
        if (_platform.Classify(populated.Error) != StorageErrorCode.NotSupported)
        {
            file.Check(populated, operation, FileOffset);
        }
    }

    /// <summary>Whether a whole interval of a positive length lies inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(long offset, long length)
    {
        var last = Length - length;
        return last >= 0 && (ulong)offset <= (ulong)last;
    }

    /// <summary>Asked after an access: whether it met the bytes of the file.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool StillHolds(long offset, long length) => IsOpen && (length == 0 || Holds(offset, length));

    /// <summary>How many of the bytes from an offset on lie inside.</summary>
    public int Available(long offset, int length) => (int)Math.Clamp(Length - offset, 0, length);

    /// <summary>Bytes that lie inside; the caller checked that they do.</summary>
    public Span<byte> Slice(long offset, int length) => new(Address + offset, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Has(int flag)
    {
        var flags = Volatile.Read(ref _state->Flags);
        GC.KeepAlive(this);
        return (flags & flag) != 0;
    }

    private static PlatformMapping Map(OpenFile file, in MapRequest request, string operation)
    {
        var mapped = file.Platform.Map(file.Handle, request, out var mapping);
        if (mapped.IsFailure && file.Platform.Classify(mapped.Error) == StorageErrorCode.OutOfResources)
        {
            // Regions that were let go keep their addresses until they are collected.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            mapped = file.Platform.Map(file.Handle, request, out mapping);
        }

        file.Check(mapped, operation, request.Offset);
        return mapping!;
    }
}
