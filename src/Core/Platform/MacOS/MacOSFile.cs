using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file. Primitives use the bare descriptors: the caller keeps the object alive and open while one runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The platform closes it, and reports how that went.")]
internal sealed class MacOSFile(int descriptor, FileRights rights) : PlatformFile
{
    // The handles own the descriptors, so that a file that nobody closed is closed when it is collected.
    private readonly SafeFileHandle _handle = new(descriptor, ownsHandle: true);
    private SafeFileHandle? _appending;
    private bool _lacksFullSync;

    public int Descriptor { get; private set; } = descriptor;

    public FileRights Rights { get; } = rights;

    /// <summary>What is true of each write when it returns.</summary>
    public Durability Durability { get; init; }

    /// <summary>Whether it is memory to those who use it: a file without a name, that is gone when it is closed.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>Held while a position of the file is moved and asked for.</summary>
    public Lock PositionGate { get; } = new();

    /// <summary>The descriptor that appends; negative until it is opened.</summary>
    public int Appending
    {
        get => _appending is null ? -1 : (int)_appending.DangerousGetHandle();
        set => _appending = new SafeFileHandle(value, ownsHandle: true);
    }

    /// <summary>Whether its file system was found not to know <c>F_FULLFSYNC</c>, so that a flush reaches the device and not its medium.</summary>
    public bool LacksFullSync
    {
        get => Volatile.Read(ref _lacksFullSync);
        set => Volatile.Write(ref _lacksFullSync, value);
    }

    public override SafeFileHandle SafeHandle => _handle;

    /// <summary>Takes the descriptors out of the handles, which would swallow the error of a close.</summary>
    public (int Descriptor, int Appending) Release()
    {
        var released = (Descriptor, Appending);
        Descriptor = -1;
        _handle.SetHandleAsInvalid();
        _appending?.SetHandleAsInvalid();
        _appending = null;
        return released;
    }
}
