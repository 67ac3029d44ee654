using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>A file in memory, for reading. Offsets and lengths are bytes, counted from the start of the mapping.</summary>
/// <remarks>
/// Safe for use by many threads, also while another one disposes. A bare span does not keep the mapping: it is valid until
/// <see cref="StorageObject.Dispose"/> and while this object is reachable. After dispose it shows zeros; after this object
/// was collected it must not be touched. A <see cref="Lease"/> keeps the mapping.
/// <para>
/// The mapping is the file: what another party writes is seen. When another party truncates the file, every member that
/// reads or copies reports a page that is gone, provided that <see cref="FaultsAreReported"/>; a span shows zeros, and
/// <see cref="HasFaulted"/> says so. The bytes between the new end and the end of its page read as zeros.
/// </para>
/// </remarks>
[Surface("MappedFile")]
public abstract partial class MappedFileBase : FileBackedObject
{
    private readonly MappingKind _kind;
    private MappingKind _access;

    /// <summary>Set by <see cref="Start"/>, before anyone else has the object.</summary>
    private MappedRegion? _region;

    /// <summary>Held by whoever changes the region or its length.</summary>
    private protected readonly Lock Resizing = new();

    /// <summary>Takes over a mapped file.</summary>
    /// <param name="state">What was mapped.</param>
    protected MappedFileBase(MappedFileState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
        _kind = state.Kind;
        _access = state.Kind;
        IsExecutable = state.IsExecutable;
        Options = state.Options;
    }

    /// <summary>The length of the mapping in bytes.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public long Length
    {
        get
        {
            ThrowIfClosed();
            return Region.Length;
        }
    }

    /// <summary>
    /// The bytes that the mapping can grow to without moving, so that spans stay valid: <see cref="MapOptions.Capacity"/>, or the length where none was
    /// given.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public long Capacity
    {
        get
        {
            ThrowIfClosed();
            return Region.Capacity;
        }
    }

    /// <summary>Where the mapping starts in the file, in bytes.</summary>
    public long Offset => Region.FileOffset;

    /// <summary>Whether writes stay in this mapping and never reach the file.</summary>
    public bool IsCopyOnWrite => _kind == MappingKind.CopyOnWrite;

    /// <summary>Whether the bytes can be run as code.</summary>
    public bool IsExecutable { get; private protected set; }

    /// <summary>All bytes. Cold pages are read from storage when they are touched, which stalls the whole process's collector.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="InvalidOperationException">The mapping is longer than a span can be; use <see cref="Slice"/>.</exception>
    [Borrows]
    public ReadOnlySpan<byte> Span => Whole;

    /// <summary>A part of the bytes, as <see cref="Span"/>.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows, RangeOf(nameof(offset), Length = nameof(length))]
    public ReadOnlySpan<byte> Slice(long offset, int length) => Part(offset, length);

    /// <summary>
    /// Holds the mapping: until the lease is disposed its bytes stay those of the file, whoever disposes this object, and
    /// the length cannot change. For hot loops and for bytes that are handed on.
    /// </summary>
    /// <returns>The lease; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows, Acquires]
    [return: MustUse]
    public MapLease Lease() => MapLease.ForReading(LeaseRegion());

    private protected MapOptions Options { get; }

    /// <summary>The current mapping. A replaced one is marked as ended after the newer one can be seen here.</summary>
    private protected MappedRegion Region => Volatile.Read(ref _region)!;

    private protected Span<byte> Whole
    {
        get
        {
            ThrowIfClosed();
            var region = Region;
            return region.Length <= int.MaxValue
                ? region.Slice(0, (int)region.Length)
                : throw new InvalidOperationException($"A span cannot cover the {region.Length} mapped bytes of '{Path}'; use Slice.");
        }
    }

    private protected Span<byte> Part(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ThrowIfClosed();
        var region = Region;
        ThrowIfOutside(region, offset, length);
        return region.Slice(offset, length);
    }

    private protected MappedRegion LeaseRegion()
    {
        var spinner = default(SpinWait);
        while (true)
        {
            ThrowIfClosed();
            var region = Region;
            if (region.TryLease())
            {
                return region;
            }

            // Replaced: the newer region is seen a few instructions of another thread from now.
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Makes a newer region the current one, before the older one is ended.</summary>
    private protected void Publish(MappedRegion region)
    {
        Interlocked.Exchange(ref _region, region);
        if (IsClosed)
        {
            // The closing thread may have marked the older region: whichever of us comes second marks this one.
            region.MarkEnded();
        }
    }

    private protected static void ThrowIfOutside(MappedRegion region, long offset, long length)
    {
        if (!region.Holds(offset, length))
        {
            ThrowOutside(region, offset, length);
        }
    }

    private protected sealed override void OnClosing()
    {
        RefuseWaiters();
        _region?.MarkEnded();
        base.OnClosing();
    }

    /// <summary>Makes durable what was written, if disposing was asked to.</summary>
    private protected virtual void FlushBeforeClose()
    {
    }

    private protected sealed override void CloseCore()
    {
        List<Exception> errors = [];
        if (_region is { } region)
        {
            Try(FlushBeforeClose, errors);
            region.End();
            if (RemoveOnDispose)
            {
                Try(() => RemoveName(nameof(Dispose)), errors);
            }
        }

        Try(base.CloseCore, errors);
        if (errors.Count > 0)
        {
            throw errors.Count == 1 ? errors[0] : new AggregateException(errors);
        }
    }

    private static void Try(Action step, List<Exception> errors)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            errors.Add(exception);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOutside(MappedRegion region, long offset, long length) => throw new ArgumentOutOfRangeException(
        nameof(offset), offset, $"{length} bytes at this offset are not inside the mapping, which has {region.Length} bytes.");
}
