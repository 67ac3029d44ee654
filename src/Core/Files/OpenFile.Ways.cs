using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>The same file opened in several ways: what <see cref="Mapwright.Caching"/> and <see cref="Mapwright.Durability"/> ask for.</summary>
internal sealed partial class OpenFile
{
    private readonly Lock _gate = new();

    /// <summary>Opened when first needed, by whether they go past the cache and whether their writes are durable.</summary>
    private PlatformFile?[]? _others;

    public Caching Caching { get; private set; }

    /// <summary>What is true of a plain write when it returns; not <see cref="Durability.Auto"/>.</summary>
    public Durability Durability { get; private set; }

    /// <summary>What the place demands; nothing until it was asked.</summary>
    public TransferLimits Limits { get; private set; }

    private bool IsDirect => Caching == Caching.Direct;

    /// <summary>Takes over a handle of other code, by a duplicate.</summary>
    public static OpenFile Adopt(StoragePlatform platform, SafeFileHandle handle, string name, string operation)
    {
        var adopted = platform.Adopt(handle, out var file);
        StorageErrors.ThrowIfFailed(platform, adopted, operation, name);
        var stat = platform.GetMetadata(file!, out var metadata);
        if (stat.IsFailure)
        {
            platform.Close(file!);
            throw StorageErrors.From(platform, stat, operation, name);
        }

        return new OpenFile(platform, file!, name, (FileRights)adopted.Value, Inode.Acquire(platform, metadata.Identity), created: false);
    }

    /// <summary>Opens the file as asked for, in place of how it is open. Called once, before anything uses the handle.</summary>
    public void Use(Caching caching, Durability durability, string operation)
    {
        Durability = Resolve(durability);
        Caching = caching;
        if (caching is Caching.Direct or Caching.Auto)
        {
            AskLimits(operation, mustHave: caching == Caching.Direct);
        }

        if (caching == Caching.Auto && Limits.OffsetAlignment > 0 && Other(direct: true, Durability != Durability.None, out _).IsFailure)
        {
            // Opened here, where waiting is allowed, and not by the first transfer: and so none of them tries again.
            Limits = default;
        }

        if (caching == Caching.Buffered && Durability == Durability.None)
        {
            return;
        }

        var result = Platform.Reopen(Handle, caching == Caching.Auto ? Caching.DontCache : caching, Durability, out var other);
        if (result.IsFailure && Durability == Durability.None && caching != Caching.Direct
            && Platform.Classify(result.Error) == StorageErrorCode.NotSupported)
        {
            // Only a hint is lost.
            return;
        }

        Check(result, operation);
        var first = Handle;
        Handle = other!;
        Check(Platform.Close(first), operation);
    }

    /// <summary>The level that is meant where the file is.</summary>
    public Durability Resolve(Durability durability) =>
        durability != Durability.Auto ? durability
        : Platform.IsVolatile(Handle) ? Durability.None
        : Durability.Data;

    /// <summary>What is asked of a transfer that is to be as durable as a level says, whatever it goes through; not of <see cref="Durability.Auto"/>.</summary>
    public static TransferOptions OptionsOf(Durability resolved) => resolved switch
    {
        Durability.None => TransferOptions.None,
        Durability.Full => TransferOptions.FullyDurable,
        _ => TransferOptions.Durable,
    };

    /// <summary>What a plain transfer goes through: past the cache, where the file is to do so by itself and the transfer can.</summary>
    public PlatformFile HandleFor(ReadOnlySpan<byte> buffer, long offset) =>
        Caching == Caching.Auto && IsAligned(buffer, offset) && Other(direct: true, Durability != Durability.None, out var handle).Error == 0
            ? handle!
            : Handle;

    /// <summary>What a transfer goes through that says how it wants to be made, and what is to be asked of it then.</summary>
    public PlatformFile HandleFor(
        ReadOnlySpan<byte> buffer, long offset, Durability durability, Caching caching, string operation, out TransferOptions options)
    {
        if (caching is Caching.Direct or Caching.Auto)
        {
            AskLimits(operation, mustHave: caching == Caching.Direct);
        }

        var aligned = caching is Caching.Direct or Caching.Auto && IsAligned(buffer, offset);
        if (caching == Caching.Direct && !aligned)
        {
            throw Misaligned(buffer.Length, offset, operation);
        }

        var resolved = Resolve(durability);
        options = caching is Caching.DontCache or Caching.Auto && !aligned ? TransferOptions.DontCache : TransferOptions.None;
        options |= OptionsOf(resolved);
        if (aligned == IsDirect && (resolved != Durability.None || Durability == Durability.None))
        {
            return Handle;
        }

        var opened = Other(aligned, durable: false, out var handle);
        if (opened.IsFailure && caching == Caching.Auto && !IsDirect)
        {
            return Handle;
        }

        Check(opened, operation, offset);
        return handle!;
    }

    /// <summary>Throws where transfers of aligned blocks do not go past the cache.</summary>
    public void RequireDirect(int block, string operation)
    {
        AskLimits(operation, mustHave: true);
        if (block % Limits.OffsetAlignment != 0 || block % Limits.MemoryAlignment != 0)
        {
            throw new NotSupportedException(
                $"{operation} of '{Path}': transfers past the page cache are multiples of {Limits.OffsetAlignment} bytes there, and not of {block}.");
        }

        Check(Other(direct: true, durable: false, out _), operation);
    }

    /// <summary>Throws for a transfer that cannot go past the cache, of a file that was opened to do so.</summary>
    public void CheckAligned(ReadOnlySpan<byte> buffer, long offset, string operation)
    {
        if (IsDirect && !IsAligned(buffer, offset))
        {
            throw Misaligned(buffer.Length, offset, operation);
        }
    }

    /// <summary>A handle that goes through the cache, for what has no alignment.</summary>
    public PlatformFile BufferedHandle(string operation)
    {
        if (!IsDirect)
        {
            return Handle;
        }

        Check(Other(direct: false, Durability != Durability.None, out var handle), operation);
        return handle!;
    }

    private bool IsAligned(ReadOnlySpan<byte> buffer, long offset) =>
        Limits.OffsetAlignment > 0
        && offset % Limits.OffsetAlignment == 0
        && buffer.Length % Limits.OffsetAlignment == 0
        && AlignedMemory.IsAligned(buffer, Limits.MemoryAlignment);

    private ArgumentException Misaligned(int length, long offset, string operation) => new(
        $"{operation} of '{Path}' past the page cache: the offset ({offset}) and the length ({length}) must be multiples of "
        + $"{Limits.OffsetAlignment} bytes, and the address of the buffer of {Limits.MemoryAlignment}. AlignedMemory.Allocate makes such a buffer.");

    private void AskLimits(string operation, bool mustHave)
    {
        if (Limits.OffsetAlignment == 0)
        {
            var asked = Platform.GetTransferLimits(Handle, out var limits);
            if (mustHave)
            {
                Check(asked, operation);
            }

            Limits = limits;
        }

        if (mustHave && Limits.OffsetAlignment == 0)
        {
            throw new NotSupportedException($"{operation} of '{Path}': the file system has no transfers past the page cache.");
        }
    }

    private IoResult Other(bool direct, bool durable, out PlatformFile? handle)
    {
        lock (_gate)
        {
            _others ??= new PlatformFile?[4];
            ref var slot = ref _others[(direct ? 2 : 0) + (durable ? 1 : 0)];
            var result = slot is not null
                ? IoResult.Success()
                : Platform.Reopen(Handle, direct ? Caching.Direct : Caching.Buffered, durable ? Durability : Durability.None, out slot);
            handle = slot;
            return result;
        }
    }

    /// <summary>Closes every handle; the first failure is the outcome.</summary>
    private IoResult CloseAll()
    {
        var outcome = EndUse?.Invoke(Handle) ?? IoResult.Success();
        Close(Handle);
        foreach (var other in _others ?? [])
        {
            if (other is not null)
            {
                Close(other);
            }
        }

        return outcome;

        void Close(PlatformFile handle)
        {
            var closed = Platform.Close(handle);
            outcome = outcome.IsFailure ? outcome : closed;
        }
    }
}
