namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>Maps an existing file for reading.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TimeoutException">Another party holds the lock that the options ask for.</exception>
    /// <exception cref="OperationCanceledException">The token fired while waiting for the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMap), Suspends = nameof(BeginOpenMapped)), Factory("Open"), Opens]
    public virtual MappedFileBase OpenMapped(string path, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        BeginOpenMapped(path, options, cancellationToken).Finish();

    /// <summary>Maps an existing file for reading and for running its bytes as code.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TimeoutException">Another party holds the lock that the options ask for.</exception>
    /// <exception cref="OperationCanceledException">The token fired while waiting for the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a file system that runs nothing, do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMap), Suspends = nameof(BeginOpenExecutable)), Factory("OpenExecutable"), Opens]
    public virtual MappedFileBase OpenExecutable(string path, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        BeginOpenExecutable(path, options, cancellationToken).Finish();

    /// <summary>Maps a file for reading and writing. A missing one is created only if <see cref="MapOptions.CreateIfMissing"/> says so.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TimeoutException">Another party holds the lock that the options ask for; a file that the call created stays, since it may use it.</exception>
    /// <exception cref="OperationCanceledException">The token fired while waiting for the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMutableMap), Suspends = nameof(BeginOpenMutableMapped)), Factory("Open")]
    [Opens(Writable = true, FlushRelevant = true, FlushRelevantUnless = nameof(MapOptions.FlushOnDispose) + "," + nameof(MapOptions.RemoveOnDispose))]
    public virtual MutableMappedFileBase OpenMutableMapped(string path, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        BeginOpenMutableMapped(path, options, cancellationToken).Finish();

    /// <summary>Creates a file of zeros, which occupies no blocks, and maps it for reading and writing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="length">The length of the file in bytes.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or the interval to map is not inside it.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="TimeoutException">Another party holds the lock that the options ask for; the file stays, since it may use it.</exception>
    /// <exception cref="OperationCanceledException">The token fired while waiting for the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">
    /// The file exists (<see cref="StorageErrorCode.AlreadyExists"/>), or the system refused; then there is no such file.
    /// </exception>
    [Operation(Check = nameof(CheckCreateMap), Suspends = nameof(BeginCreateMutableMapped)), Factory("Create")]
    [Opens(Writable = true, FlushRelevant = true, FlushRelevantUnless = nameof(MapOptions.FlushOnDispose) + "," + nameof(MapOptions.RemoveOnDispose))]
    public virtual MutableMappedFileBase CreateMutableMapped(string path, long length, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        BeginCreateMutableMapped(path, length, options, cancellationToken).Finish();

    /// <summary>
    /// Maps an existing file as a private copy: what is written is seen by this mapping alone. Needs only the right to read.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="options">What part of the file is mapped, and how; all of it when not given.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="MapOptions.Lock"/>.</param>
    /// <returns>The mapped file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval to map is not inside the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TimeoutException">Another party holds the lock that the options ask for.</exception>
    /// <exception cref="OperationCanceledException">The token fired while waiting for the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckMap), Suspends = nameof(BeginOpenCopyOnWrite)), Factory("OpenCopyOnWrite"), Opens(Writable = true, CopyOnWrite = true)]
    public virtual MutableMappedFileBase OpenCopyOnWrite(string path, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        BeginOpenCopyOnWrite(path, options, cancellationToken).Finish();

    private Suspended<MappedFileBase> BeginOpenMapped(string path, MapOptions? options, CancellationToken cancellationToken) =>
        BeginReading(path, options, isExecutable: false, nameof(OpenMapped), cancellationToken);

    private Suspended<MappedFileBase> BeginOpenExecutable(string path, MapOptions? options, CancellationToken cancellationToken) =>
        BeginReading(path, options, isExecutable: true, nameof(OpenExecutable), cancellationToken);

    private Suspended<MutableMappedFileBase> BeginOpenMutableMapped(string path, MapOptions? options, CancellationToken cancellationToken)
    {
        CheckMutableMap(path, options);
        options ??= MapOptions.Default;
        var disposition = options.CreateIfMissing ? FileDisposition.OpenOrCreate : FileDisposition.OpenExisting;
        var file = Mapwright.OpenFile.Open(Platform, path, options.Request(FileRights.ReadWrite, disposition), nameof(OpenMutableMapped));
        var map = CreateMutableMappedFile(new MappedFileState(this, file, MappingKind.ReadWrite, options));
        return Begin(map, nameof(OpenMutableMapped), options.InitialLength, cancellationToken);
    }

    private Suspended<MutableMappedFileBase> BeginCreateMutableMapped(
        string path, long length, MapOptions? options, CancellationToken cancellationToken)
    {
        CheckCreateMap(path, length, options);
        options ??= MapOptions.Default;
        var file = Mapwright.OpenFile.Open(Platform, path, options.Request(FileRights.ReadWrite, FileDisposition.CreateNew), nameof(CreateMutableMapped));
        var map = CreateMutableMappedFile(new MappedFileState(this, file, MappingKind.ReadWrite, options));
        return Begin(map, nameof(CreateMutableMapped), length, cancellationToken);
    }

    private Suspended<MutableMappedFileBase> BeginOpenCopyOnWrite(string path, MapOptions? options, CancellationToken cancellationToken)
    {
        CheckMap(path, options);
        options ??= MapOptions.Default;
        var file = Mapwright.OpenFile.Open(Platform, path, options.Request(FileRights.Read, FileDisposition.OpenExisting), nameof(OpenCopyOnWrite));
        var map = CreateMutableMappedFile(new MappedFileState(this, file, MappingKind.CopyOnWrite, options));
        return Begin(map, nameof(OpenCopyOnWrite), null, cancellationToken);
    }

    private Suspended<MappedFileBase> BeginReading(
        string path, MapOptions? options, bool isExecutable, string operation, CancellationToken cancellationToken)
    {
        CheckMap(path, options);
        options ??= MapOptions.Default;
        var file = Mapwright.OpenFile.Open(Platform, path, options.Request(FileRights.Read, FileDisposition.OpenExisting), operation);
        var map = CreateMappedFile(new MappedFileState(this, file, MappingKind.ReadOnly, options, isExecutable));
        return Begin(map, operation, null, cancellationToken);
    }

    private static MapOpening<TMap> Begin<TMap>(TMap map, string operation, long? initialLength, CancellationToken cancellationToken)
        where TMap : MappedFileBase => new(map, operation, initialLength, map.BeginOpening(operation, cancellationToken));

    private static void CheckMap(string path, MapOptions? options)
    {
        CheckPath(path);
        options?.CheckReading();
    }

    private static void CheckMutableMap(string path, MapOptions? options)
    {
        CheckPath(path);
        options?.CheckNamed();
        if (options is { Truncate: true } or { CreateIfMissing: true })
        {
            options.LengthWithin(options.InitialLength ?? 0);
        }
    }

    private static void CheckCreateMap(string path, long length, MapOptions? options)
    {
        CheckPath(path);
        options?.CheckNamed();
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        options?.LengthWithin(length);
    }
}
