using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>Handles from and for other code.</summary>
internal sealed unsafe partial class WindowsPlatform
{
    private const uint ReadDataAccess = 0x1;
    private const uint WriteDataAccess = 0x2;

    /// <remarks>A handle for overlapped transfers is not supported: to a call that waits it would answer before it is done.</remarks>
    public override IoResult Adopt(SafeFileHandle handle, out PlatformFile? file)
    {
        ArgumentNullException.ThrowIfNull(handle);
        file = null;
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var result = Duplicate(handle.DangerousGetHandle(), out var duplicate);
            if (result.IsFailure)
            {
                return result;
            }

            result = handle.IsAsync ? NotSupported : Inspect(duplicate);
            if (result.IsFailure)
            {
                Kernel32.Close(duplicate);
                return result;
            }

            file = new WindowsFile(duplicate, (FileRights)result.Value);
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
        var result = Duplicate(HandleOf(file), out var duplicate);
        handle = result.IsFailure ? null : new SafeFileHandle(duplicate, ownsHandle: true);
        return result;
    }

    private static IoResult Duplicate(nint handle, out nint duplicate)
    {
        const uint sameAccess = 0x2;
        nint result;
        var duplicated = Kernel32.Duplicate(Kernel32.CurrentProcess, handle, Kernel32.CurrentProcess, &result, 0, 0, sameAccess);
        if (duplicated == 0)
        {
            duplicate = Kernel32.InvalidHandle;
            return LastError();
        }

        duplicate = result;
        return IoResult.Success();
    }

    /// <summary>What a handle was opened for, if it is one of a regular file.</summary>
    private static IoResult Inspect(nint handle)
    {
        if (Kernel32.GetFileType(handle) != DiskFile)
        {
            return IoResult.Failure(WindowsErrors.NotRegularFile);
        }

        var result = Get(handle, StandardInformation.Kind, out StandardInformation standard);
        if (result.IsFailure)
        {
            return result;
        }

        if (standard.IsDirectory != 0)
        {
            return IoResult.Failure(WindowsErrors.DirectoryNotSupported);
        }

        const int accessKind = 8;
        uint access;
        nuint* status = stackalloc nuint[2];
        if (NtDll.QueryFile(handle, status, &access, sizeof(uint), accessKind) != 0)
        {
            return IoResult.Failure(WindowsErrors.InvalidHandle);
        }

        var rights = ((access & ReadDataAccess) != 0 ? FileRights.Read : 0) | ((access & WriteDataAccess) != 0 ? FileRights.Write : 0);
        return rights == 0 ? IoResult.Failure(WindowsErrors.AccessDenied) : IoResult.Success((long)rights);
    }
}
