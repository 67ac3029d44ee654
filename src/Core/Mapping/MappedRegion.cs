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
/// <item>A shorter length is published before the pages behind it are replaced, with the same barrier between; whoever touched
/// them looks at the length afterwards too. A longer one is published after its pages are those of the file.</item>
/// <item>A page that cannot be had is replaced in the same order by the fault guard: the region is marked as faulted, on the
/// same word, every thread passes a barrier, the page becomes zeros. It stays so: a region that faulted never recovers.</item>
/// <item>The pages are not replaced while a lease is out. Leases and the mark that no more are given share one word, and the
/// first party that finds "ended, none out" replaces.</item>
/// </list>
/// </remarks>
internal sealed unsafe class MappedRegion
{
    private const int EndedBit = int.MinValue;

    private readonly StoragePlatform _platform;
    private readonly string _path;
    private readonly RegionState* _state;
    private long _length;
    private int _leases;

    /// <summary>Behind the length: pages up to here were replaced by zeros, for spans that were handed out when it was longer.</summary>
    private long _hidden;
    private bool _retired;
    private bool _unmapped;

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

    /// <summary>Whether the region was ended.</summary>
    public bool HasEnded => Has(RegionState.Ended);

    /// <summary>Whether an access met a page that could not be had. Read after an access, with a barrier between.</summary>
    public bool HasFaulted => Has(RegionState.Faulted);

    /// <summary>Where in the region the first fault was, in bytes.</summary>
    public long FirstFault
    {
        get
        {
            // Bytes before those that were asked for may share their page.
            var offset = Math.Max(0, _state->FirstFault - (nint)Address);
            GC.KeepAlive(this);
            return offset;
        }
    }

    /// <summary>Whether a fault is recorded here instead of ending the process.</summary>
    public bool ReportsFaults => Mapping?.ReportsFaults ?? true;

    /// <summary>Whether a lease is out.</summary>
    public bool IsLeased => (Volatile.Read(ref _leases) & ~EndedBit) != 0;

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
                file.Inode.Regions.Add(region);
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

    /// <summary>The exception of whoever uses a region that faulted.</summary>
    public StorageException Faulted(string operation, bool isTruncated = false) => Has(RegionState.CutOff) ? IsCutOff(operation) : new(
        isTruncated ? StorageErrorCode.Truncated : StorageErrorCode.MappingFault,
        operation,
        _path,
        $"{operation} of '{_path}' is refused: an access of the mapping at offset {FirstFault} met a page that could not be had, because "
            + (isTruncated ? "another party truncated the file." : "the file was shorter than the mapping, the disk is full, or its device failed.")
            + " What was stored there is lost. Refresh the map, or map the file anew.",
        FirstFault);

    /// <summary>Lets the file go before anyone asked to, provided that no lease is out: whoever uses the region from now on finds that it faulted.</summary>
    /// <returns>False: a lease is out.</returns>
    public bool TryCutOff()
    {
        if (!TryEndLeases())
        {
            return HasEnded && !IsLeased;
        }

        Interlocked.Or(ref _state->Flags, RegionState.Faulted | RegionState.CutOff);

        // Where the platform cannot, the pages stay: whether they are gone is found out afterwards.
        Retire();
        Interlocked.And(ref _leases, ~EndedBit);
        if (HasEnded)
        {
            Interlocked.Or(ref _leases, EndedBit);
        }

        return true;
    }

    private StorageException IsCutOff(string operation) => new(
        StorageErrorCode.Poisoned,
        operation,
        _path,
        $"{operation} of '{_path}' is refused: a flush of the file failed, and its mappings were let go to reopen it. Writes before that may be lost. "
            + "Reopen or Refresh the map, or map the file anew.");

    /// <summary>Marks the region as ended; whoever looks from now on finds it so.</summary>
    public void MarkEnded()
    {
        Interlocked.Or(ref _state->Flags, RegionState.Ended);
        GC.KeepAlive(this);
    }

    /// <summary>Lets the file go as soon as no lease is out: now, or when the last one is given back.</summary>
    public void End()
    {
        MarkEnded();
        if ((Interlocked.Or(ref _leases, EndedBit) & ~EndedBit) == 0)
        {
            Retire();
        }
    }

    /// <summary>Gives no more leases, provided that none is out.</summary>
    public bool TryEndLeases() => Interlocked.CompareExchange(ref _leases, EndedBit, 0) == 0;

    /// <summary>Makes the region as long as the file has become.</summary>
    /// <returns>The outcome; of a failure, the region is as long as before.</returns>
    public IoResult Extend(PlatformFile file, long length)
    {
        // Only what was hidden is mapped again, and only up to the new end: longer spans go on to meet zeros behind it.
        var hidden = Math.Min(_hidden, length) - Length;
        var restored = hidden > 0 ? _platform.Restore(file, Mapping!, Length, hidden) : IoResult.Success();
        if (!restored.IsFailure)
        {
            Volatile.Write(ref _length, length);
        }

        return restored;
    }

    /// <summary>Makes the region shorter, provided that no lease is out, so that the file may lose what lies behind.</summary>
    /// <param name="length">The new length.</param>
    /// <param name="result">The outcome; of a failure, the region is as long as before.</param>
    /// <returns>False: a lease is out.</returns>
    public bool TryShorten(long length, out IoResult result)
    {
        result = IoResult.Success();
        if (!TryEndLeases())
        {
            return false;
        }

        // A lease that is taken from here on takes the new length with it.
        var before = Length;
        Volatile.Write(ref _length, length);
        Interlocked.And(ref _leases, ~EndedBit);
        result = Hide(length, before);
        if (result.IsFailure)
        {
            Volatile.Write(ref _length, before);
        }

        return true;
    }

    /// <summary>Replaces pages behind the length by zeros. Where the platform cannot, the truncation that follows says whether it needs that.</summary>
    private IoResult Hide(long start, long end)
    {
        Interlocked.MemoryBarrierProcessWide();
        var result = _platform.Retire(Mapping!, start, end - start);
        if (!result.IsFailure)
        {
            _hidden = Math.Max(_hidden, end);
        }

        return result.IsFailure && _platform.Classify(result.Error) == StorageErrorCode.NotSupported ? IoResult.Success() : result;
    }

    /// <summary>Takes a lease; false when the region was ended.</summary>
    public bool TryLease()
    {
        if (Interlocked.Increment(ref _leases) >= 0)
        {
            return true;
        }

        GiveBack();
        return false;
    }

    /// <summary>Gives a lease back.</summary>
    public void GiveBack()
    {
        if (Interlocked.Decrement(ref _leases) == EndedBit && HasEnded)
        {
            Retire();
        }
    }

    /// <summary>Ends a region that was never handed out.</summary>
    public void Discard() => Unmap();

    /// <summary>Replaces the pages by zeros. Where the platform cannot, the file stays mapped until the region is collected.</summary>
    public IoResult Retire()
    {
        if (Mapping is null || Interlocked.Exchange(ref _retired, true))
        {
            return IoResult.Success();
        }

        Interlocked.MemoryBarrierProcessWide();
        return _platform.Retire(Mapping);
    }

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

    private void Unmap()
    {
        if (Interlocked.Exchange(ref _unmapped, true))
        {
            return;
        }

        if (Mapping is not null)
        {
            _platform.Unmap(Mapping);
        }

        NativeMemory.Free(_state);
    }
}
