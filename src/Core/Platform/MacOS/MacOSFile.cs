using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file. Primitives use the bare descriptor: the caller keeps the object alive and open while one runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The platform closes it, and reports how that went.")]
internal sealed class MacOSFile(int descriptor) : PlatformFile
{
    // The handle owns the descriptor, so that a file that nobody closed is closed when it is collected.
    private readonly SafeFileHandle _handle = new(descriptor, ownsHandle: true);
    private bool _lacksFullSync;

    public int Descriptor { get; private set; } = descriptor;

    /// <summary>Whether its file system was found not to know <c>F_FULLFSYNC</c>, so that a flush reaches the device and not its medium.</summary>
    public bool LacksFullSync
    {
        get => Volatile.Read(ref _lacksFullSync);
        set => Volatile.Write(ref _lacksFullSync, value);
    }

    public override SafeFileHandle SafeHandle => _handle;

    /// <summary>Takes the descriptor out of the handle, which would swallow the error of its close.</summary>
    public int Release()
    {
        var descriptor = Descriptor;
        Descriptor = -1;
        _handle.SetHandleAsInvalid();
        return descriptor;
    }
}
