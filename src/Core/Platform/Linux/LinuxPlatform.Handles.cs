using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>Handles from and for other code.</summary>
internal sealed unsafe partial class LinuxPlatform
{
    private const int DuplicateCloseOnExec = 1030;
    private const int GetStatusFlags = 3;
    private const int AccessMask = 3;
    private const int AppendFlag = 0x400;

    public override IoResult Adopt(SafeFileHandle handle, out PlatformFile? file)
    {
        ArgumentNullException.ThrowIfNull(handle);
        file = null;
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var result = Duplicate((int)handle.DangerousGetHandle(), out var descriptor);
            if (result.IsFailure)
            {
                return result;
            }

            result = Describe(descriptor, out var rights, out var isDirect);
            if (result.IsFailure)
            {
                Libc.Close(descriptor);
                return result;
            }

            file = Adopted(descriptor, rights, isDirect);
            return IoResult.Success((long)rights);
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
        var result = Duplicate(Descriptor(file), out var descriptor);
        handle = result.IsFailure ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        return result;
    }

    private static IoResult Duplicate(int descriptor, out int duplicate)
    {
        duplicate = Libc.FileControl(descriptor, DuplicateCloseOnExec, 0);
        return duplicate < 0 ? LastError() : IoResult.Success();
    }

    /// <summary>What a descriptor was opened for, if it can be used at all.</summary>
    private static IoResult Describe(int descriptor, out FileRights rights, out bool isDirect)
    {
        rights = default;
        isDirect = false;
        var asked = Stat(descriptor, null, 0, out var stat);
        if (asked.IsFailure)
        {
            return asked;
        }

        if (KindOf(stat.Mode) != FileKind.Regular)
        {
            return IoResult.Failure(KindOf(stat.Mode) == FileKind.Directory ? LinuxErrors.EISDIR : LinuxErrors.NotRegularFile);
        }

        var flags = Libc.FileControl(descriptor, GetStatusFlags, 0);
        if (flags < 0)
        {
            return LastError();
        }

        // Such a descriptor writes at the end, whatever offset it is given.
        if ((flags & AppendFlag) != 0)
        {
            return IoResult.Failure(LinuxErrors.AppendOnly);
        }

        rights = (flags & AccessMask) switch
        {
            0 => FileRights.Read,
            WriteOnly => FileRights.Write,
            _ => FileRights.ReadWrite,
        };
        isDirect = (flags & PastCache) != 0;
        return IoResult.Success();
    }

    private LinuxFile Adopted(int descriptor, FileRights rights, bool isDirect)
    {
        var plain = new LinuxFile(descriptor, rights);
        if (!isDirect)
        {
            return plain;
        }

        _ = GetTransferLimits(plain, out var limits);
        plain.Release();
        return new LinuxFile(descriptor, rights) { Caching = Caching.Direct, Alignment = Math.Max(1, limits.OffsetAlignment) };
    }
}
