using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file. Primitives use the bare handle: the caller keeps the object alive and open while one runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The platform closes it, and reports how that went.")]
internal sealed class WindowsFile(nint handle) : PlatformFile
{
    // The handles own, so that a file that nobody closed is closed when it is collected.
    private readonly SafeFileHandle _handle = new(handle, ownsHandle: true);
    private SafeFileHandle? _writeThrough;

    public nint Handle { get; private set; } = handle;

    /// <summary>The whole-file lock that this file holds.</summary>
    public LockMode? Held { get; set; }

    /// <summary>The ranges that this file has locked, as the system knows them. Used under its own lock.</summary>
    public List<LockedRange> Ranges { get; } = [];

    /// <summary>A second handle, whose writes reach the device; null until it is opened.</summary>
    public nint? WriteThrough => Volatile.Read(ref _writeThrough)?.DangerousGetHandle();

    public override SafeFileHandle SafeHandle => _handle;

    /// <summary>Keeps the second handle, unless another thread was faster.</summary>
    /// <returns>The one to use.</returns>
    public nint KeepWriteThrough(nint opened)
    {
        var own = new SafeFileHandle(opened, ownsHandle: true);
        if (Interlocked.CompareExchange(ref _writeThrough, own, null) is { } earlier)
        {
            own.Dispose();
            return earlier.DangerousGetHandle();
        }

        return opened;
    }

    /// <summary>Takes the handles out of their owners, which would swallow the error of a close.</summary>
    public (nint Handle, nint? WriteThrough) Release()
    {
        var released = (Handle, WriteThrough);
        Handle = Kernel32.InvalidHandle;
        _handle.SetHandleAsInvalid();
        _writeThrough?.SetHandleAsInvalid();
        _writeThrough = null;
        return released;
    }
}

/// <summary>A range as it was locked.</summary>
internal readonly record struct LockedRange(long Start, long End, LockMode Mode);
