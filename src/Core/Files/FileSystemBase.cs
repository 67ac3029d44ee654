namespace Mapwright;

/// <summary>Opens everything else: the one factory of a platform and a scheduler.</summary>
/// <remarks>Holds no resources of its own and is safe for use by many threads.</remarks>
[Surface("FileSystem"), SurfaceFactory]
public abstract partial class FileSystemBase : StorageSurface
{
    /// <summary>The permissions of a new file: the owner reads and writes, the group reads.</summary>
    internal const UnixFileMode DefaultFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Makes a file system.</summary>
    /// <param name="platform">What does the I/O.</param>
    protected FileSystemBase(StoragePlatform platform)
        : base(platform)
    {
    }

    /// <summary>The clock of timeouts and back-off.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static void CheckPath(string path) => ArgumentException.ThrowIfNullOrEmpty(path);
}
