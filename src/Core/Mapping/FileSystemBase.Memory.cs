namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>What maps of memory have for a path, and are called in listings of the system.</summary>
    private const string AnonymousName = "mapwright";

    /// <summary>
    /// Maps memory that has no path, for reading and writing, with everything that a mapped file has: growing, leases, freezing. It is gone when the map
    /// is disposed. Its pages take memory when they are first written; nothing of it is durable.
    /// </summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="options">How it is mapped; all of it when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The map; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or the interval to map is not inside it.</exception>
    /// <exception cref="NotSupportedException">The platform has no such memory.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckAnonymous)), Factory("CreateAnonymous"), Opens(Writable = true)]
    public virtual MutableMappedFileBase CreateAnonymousMap(
        long length, MapOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckAnonymous(length, options);
        return MapMemory(length, default, options, nameof(CreateAnonymousMap), cancellationToken);
    }

    /// <summary>Maps a copy of bytes as <see cref="CreateAnonymousMap"/> does, so that what takes a mapped file takes bytes from elsewhere.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="options">How they are mapped; all of them when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The map; the caller disposes it. For a map that is not written, freeze it.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the bytes.</exception>
    /// <exception cref="NotSupportedException">The platform has no such memory.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckBytes)), Factory("FromBytes"), Opens(Writable = true)]
    public virtual MutableMappedFileBase MapBytes(
        ReadOnlySpan<byte> bytes, MapOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckBytes(bytes, options);
        return MapMemory(bytes.Length, bytes, options, nameof(MapBytes), cancellationToken);
    }

    /// <summary>As <see cref="MapBytes"/>, for reading.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="options">How they are mapped; all of them when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The map; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the bytes.</exception>
    /// <exception cref="NotSupportedException">The platform has no such memory.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckBytes)), Factory("FromBytes"), Opens]
    public virtual MappedFileBase MapReadOnlyBytes(
        ReadOnlySpan<byte> bytes, MapOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckBytes(bytes, options);
        var file = Mapwright.OpenFile.CreateAnonymous(Platform, AnonymousName, FileRights.Read, nameof(MapReadOnlyBytes));
        var map = CreateMappedFile(new MappedFileState(this, file, MappingKind.ReadOnly, options ?? MapOptions.Default));
        map.Start(nameof(MapReadOnlyBytes), bytes.Length, bytes, cancellationToken);
        return map;
    }

    private MutableMappedFileBase MapMemory(
        long length, ReadOnlySpan<byte> content, MapOptions? options, string operation, CancellationToken cancellationToken)
    {
        var file = Mapwright.OpenFile.CreateAnonymous(Platform, AnonymousName, FileRights.ReadWrite, operation);
        var map = CreateMutableMappedFile(new MappedFileState(this, file, MappingKind.ReadWrite, options ?? MapOptions.Default));
        map.Start(operation, length, content, cancellationToken);
        return map;
    }

    private static void CheckAnonymous(long length, MapOptions? options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        options?.Check();
        options?.LengthWithin(length);
    }

    private static void CheckBytes(ReadOnlySpan<byte> bytes, MapOptions? options) => CheckAnonymous(bytes.Length, options);
}
