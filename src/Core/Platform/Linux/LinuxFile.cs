using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file. Primitives use the bare descriptor: the caller keeps the object alive and open while one runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The platform closes it, and reports how that went.")]
internal sealed class LinuxFile(int descriptor, FileRights rights) : PlatformFile
{
    // The handle owns the descriptor, so that a file that nobody closed is closed when it is collected.
    private readonly SafeFileHandle _handle = new(descriptor, ownsHandle: true);

    private bool _cannotLeaveCache;

    public int Descriptor { get; private set; } = descriptor;

    public FileRights Rights { get; } = rights;

    public bool IsReadWrite => Rights == FileRights.ReadWrite;

    /// <summary>Held while the position of the open file is moved and asked; transfers have offsets of their own.</summary>
    public Lock PositionGate { get; } = new();

    public override SafeFileHandle SafeHandle => _handle;

    /// <summary>Whether a transfer takes its pages out of the cache when it is done.</summary>
    public bool LeavesCache(TransferOptions options) =>
        !_cannotLeaveCache && ((options & TransferOptions.DontCache) != 0 || Caching == Caching.DontCache);

    /// <summary>Remembers that the kernel or the file system does not take the hint.</summary>
    public void CannotLeaveCache() => _cannotLeaveCache = true;

    public bool IsAligned(long offset) => offset % Alignment == 0;

    /// <summary>Takes the descriptor out of the handle, which would swallow the error of its close.</summary>
    public int Release()
    {
        var descriptor = Descriptor;
        Descriptor = -1;
        _handle.SetHandleAsInvalid();
        return descriptor;
    }
}
