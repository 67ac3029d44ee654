using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file. Primitives use the bare descriptor: the caller keeps the object alive and open while one runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The platform closes it, and reports how that went.")]
internal sealed class LinuxFile(int descriptor) : PlatformFile
{
    // The handle owns the descriptor, so that a file that nobody closed is closed when it is collected.
    private readonly SafeFileHandle _handle = new(descriptor, ownsHandle: true);

    public int Descriptor { get; private set; } = descriptor;

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
