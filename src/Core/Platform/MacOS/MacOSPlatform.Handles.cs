using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>Descriptors from and for other code.</summary>
internal sealed unsafe partial class MacOSPlatform
{
    private const int GetStatusFlags = 3;
    private const int DuplicateCloseOnExec = 67;
    private const int AccessMask = 3;

    public override IoResult Adopt(SafeFileHandle handle, out PlatformFile? file)
    {
        ArgumentNullException.ThrowIfNull(handle);
        file = null;
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var result = Duplicate((int)handle.DangerousGetHandle(), out var duplicate);
            if (result.IsFailure)
            {
                return result;
            }

            result = Inspect(duplicate);
            if (result.IsFailure)
            {
                LibSystem.Close(duplicate);
                return result;
            }

            file = new MacOSFile(duplicate, (FileRights)result.Value);
            return result;
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

    public override IoResult Duplicate(PlatformFile file, out SafeFileHandle? handle)
    {
        var result = Duplicate(Descriptor(file), out var duplicate);
        handle = result.IsFailure ? null : new SafeFileHandle(duplicate, ownsHandle: true);
        return result;
    }

    private static IoResult Duplicate(int descriptor, out int duplicate)
    {
        duplicate = LibSystem.FileControl(descriptor, DuplicateCloseOnExec, 0);
        return duplicate < 0 ? LastError() : IoResult.Success();
    }

    /// <summary>What a descriptor was opened for, if it is one of a regular file.</summary>
    private static IoResult Inspect(int descriptor)
    {
        var result = Stat(descriptor, out var stat);
        if (result.IsFailure)
        {
            return result;
        }

        if (KindOf(stat.Mode) != FileKind.Regular)
        {
            return IoResult.Failure(KindOf(stat.Mode) == FileKind.Directory ? MacOSErrors.EISDIR : MacOSErrors.NotRegularFile);
        }

        var flags = LibSystem.FileControl(descriptor, GetStatusFlags, 0);
        if (flags < 0)
        {
            return LastError();
        }

        // Such a descriptor writes at the end, whatever offset it is given.
        return (flags & AppendFlag) != 0 ? IoResult.Failure(MacOSErrors.ENOTSUP) : IoResult.Success((flags & AccessMask) switch
        {
            0 => (long)FileRights.Read,
            WriteOnly => (long)FileRights.Write,
            _ => (long)FileRights.ReadWrite,
        });
    }
}
