using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>An open file. Primitives use the bare handles: the caller keeps the object alive and open while one runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The platform closes it, and reports how that went.")]
internal sealed class WindowsFile(nint handle, FileRights rights) : PlatformFile
{
    // The handles own, so that a file that nobody closed is closed when it is collected.
    private readonly SafeFileHandle _handle = new(handle, ownsHandle: true);
    private SafeFileHandle? _writeThrough;
    private SafeFileHandle? _appending;

    public nint Handle { get; private set; } = handle;

    public FileRights Rights { get; } = rights;

    /// <summary>Whether it is memory to those who use it: a file that is gone when it is closed.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>The whole-file lock that this file holds.</summary>
    public LockMode? Held { get; set; }

    /// <summary>The ranges that this file has locked, as the system knows them. Used under its own lock.</summary>
    public List<LockedRange> Ranges { get; } = [];

    /// <summary>A second handle, whose writes reach the device; invalid where there is none.</summary>
    public nint WriteThrough => Another(ref _writeThrough, WindowsPlatform.WriteThrough);

    /// <summary>A handle whose position nobody else moves; invalid where there is none.</summary>
    public nint Appending => Another(ref _appending, 0);

    public Lock AppendGate { get; } = new();

    public override SafeFileHandle SafeHandle => _handle;

    /// <summary>Takes the handles out of their owners, which would swallow the error of a close.</summary>
    public (nint Handle, nint[] Others) Release()
    {
        var released = Handle;
        nint[] others = [.. new[] { _writeThrough, _appending }.OfType<SafeFileHandle>().Select(other => other.DangerousGetHandle())];
        Handle = Kernel32.InvalidHandle;
        _handle.SetHandleAsInvalid();
        _writeThrough?.SetHandleAsInvalid();
        _appending?.SetHandleAsInvalid();
        _writeThrough = _appending = null;
        return (released, others);
    }

    /// <summary>Opens the file once more for writing, on first use.</summary>
    private nint Another(ref SafeFileHandle? kept, uint flags)
    {
        if (Volatile.Read(ref kept) is { } known)
        {
            return known.DangerousGetHandle();
        }

        var opened = Kernel32.ReopenFile(Handle, WindowsPlatform.GenericWrite, WindowsPlatform.ShareAll, flags);
        if (opened == Kernel32.InvalidHandle)
        {
            return opened;
        }

        var own = new SafeFileHandle(opened, ownsHandle: true);
        if (Interlocked.CompareExchange(ref kept, own, null) is { } earlier)
        {
            own.Dispose();
            return earlier.DangerousGetHandle();
        }

        return opened;
    }
}

/// <summary>A range as it was locked.</summary>
internal readonly record struct LockedRange(long Start, long End, LockMode Mode);
