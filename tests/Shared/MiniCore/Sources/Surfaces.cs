namespace Mapwright;

/// <summary>Opens shelves.</summary>
[Surface("Vault"), SurfaceFactory]
public abstract partial class VaultBase : StorageSurface
{
    /// <summary>Makes a vault.</summary>
    /// <param name="platform">What does the I/O.</param>
    protected VaultBase(StoragePlatform platform)
        : base(platform)
    {
    }

    /// <summary>Opens a shelf.</summary>
    /// <param name="path">The path.</param>
    /// <param name="mode">The permissions of a shelf that is created.</param>
    /// <returns>The shelf.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    [Operation(Check = nameof(CheckPath)), Factory("Open"), Opens(Writable = true, BlockSize = 512)]
    public virtual ShelfBase OpenShelf(string path, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite) =>
        CreateShelf(new ShelfState(this), path);

    private static void CheckPath(string path, UnixFileMode mode) => ArgumentException.ThrowIfNullOrEmpty(path);
}

/// <summary>What a shelf is made from.</summary>
/// <param name="owner">The vault.</param>
public sealed class ShelfState(VaultBase owner)
{
    /// <summary>The vault.</summary>
    public VaultBase Owner { get; } = owner;
}

/// <summary>A base that is no surface itself.</summary>
public abstract partial class Furniture : StorageSurface
{
    private protected Furniture(StoragePlatform platform)
        : base(platform)
    {
    }

    /// <summary>Makes everything durable.</summary>
    [Operation, Cleans]
    public void Flush()
    {
    }
}

/// <summary>A shelf, with an operation of each kind.</summary>
[Surface("Shelf")]
public abstract partial class ShelfBase : Furniture
{
    /// <summary>Makes a shelf.</summary>
    /// <param name="state">What was opened.</param>
    /// <param name="path">The path.</param>
    protected ShelfBase(ShelfState state, string path)
        : base(state.Owner.Platform)
    {
        Path = path;
    }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>Reads.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number of bytes read.</returns>
    [Operation(Primitive = StoragePrimitive.ReadAt, Check = nameof(CheckRead), FastPath = nameof(TryReadAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public int ReadAt(Span<byte> buffer, long offset) => EndReadAt(default, buffer, offset);

    /// <summary>Writes.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    [Operation(Primitive = StoragePrimitive.WriteAt), Dirties]
    public void WriteAt(ReadOnlySpan<byte> buffer, long offset) => EndWriteAt(default, buffer, offset);

    /// <summary>Counts.</summary>
    /// <param name="pattern">What to count.</param>
    /// <param name="cancellation">Ends the count.</param>
    /// <returns>The count.</returns>
    [Operation]
    public long Count(string? pattern = "a\"\\b", CancellationToken cancellation = default) => 0;

    /// <summary>Waits for a turn.</summary>
    /// <param name="name">Whose turn.</param>
    /// <returns>The ticket.</returns>
    /// <exception cref="TimeoutException">It took too long.</exception>
    [Operation(Wait = nameof(TryTake)), Acquires]
    [return: MustUse]
    public int Take(string name) => 0;

    /// <summary>Flushes in an old way.</summary>
    /// <param name="level">The level.</param>
    [Operation(FastPath = nameof(TrySettle)), Obsolete("Use Flush."), Cleans]
    public void Settle(int level = -1)
    {
    }

    private static void CheckRead(Span<byte> buffer, long offset) => ArgumentOutOfRangeException.ThrowIfNegative(offset);

    private bool TryReadAt(Span<byte> buffer, long offset, out int result)
    {
        result = 0;
        return false;
    }

    private bool TryTake(string name, out int result, out Waiter<int>? waiter)
    {
        (result, waiter) = (1, null);
        return true;
    }

    private bool TrySettle(int level) => level == 0;

    private PlatformFile BeginReadAt(Span<byte> buffer, long offset) => throw null!;

    private int EndReadAt(IoResult result, Span<byte> buffer, long offset) => 0;

    private PlatformFile BeginWriteAt(ReadOnlySpan<byte> buffer, long offset) => throw null!;

    private void EndWriteAt(IoResult result, ReadOnlySpan<byte> buffer, long offset)
    {
    }
}
