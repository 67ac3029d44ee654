using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>Where a path leads: a name, and the directory that it is looked up in. Disposed, it lets the directory go.</summary>
internal ref struct LinuxPlace
{
    private static readonly byte[] s_nothing = [0];

    private readonly byte[] _name;
    private readonly IoResult _failure;
    private readonly bool _ownsDirectory;

    private LinuxPlace(int directory, byte[] name, IoResult failure, bool ownsDirectory)
    {
        Directory = directory;
        _name = name;
        _failure = failure;
        _ownsDirectory = ownsDirectory;
    }

    /// <summary>The descriptor of the directory.</summary>
    public int Directory { get; }

    /// <summary>A path that leads nowhere.</summary>
    public static LinuxPlace Failed(IoResult failure) => new(Libc.CurrentDirectory, s_nothing, failure, ownsDirectory: false);

    /// <summary>A path that the system may resolve as it is.</summary>
    public static LinuxPlace Anywhere(byte[] path) => new(Libc.CurrentDirectory, path, default, ownsDirectory: false);

    /// <summary>One name in a directory that was opened for it.</summary>
    public static LinuxPlace In(int directory, byte[] name) => new(directory, name, default, ownsDirectory: true);

    /// <summary>Whether the path leads nowhere, and why.</summary>
    public readonly bool IsUnusable(out IoResult failure)
    {
        failure = _failure;
        return _failure.IsFailure;
    }

    /// <summary>For <see langword="fixed"/>: the name, with its final NUL.</summary>
    public readonly ref readonly byte GetPinnableReference() => ref MemoryMarshal.GetArrayDataReference(_name);

    public readonly void Dispose()
    {
        if (_ownsDirectory)
        {
            // Opened for looking up alone: its close has nothing to report.
            Libc.Close(Directory);
        }
    }
}
