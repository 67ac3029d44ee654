using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint GenericRead = 0x8000_0000;
    internal const uint GenericWrite = 0x4000_0000;
    private const uint GenericExecute = 0x2000_0000;

    private const uint DeleteShare = 0x4;
    internal const uint ShareAll = 0x1 | 0x2 | DeleteShare;

    private const uint CreateNew = 1;
    private const uint OpenExisting = 3;
    private const uint OpenAlways = 4;

    internal const uint WriteThrough = 0x8000_0000;
    private const uint BackupSemantics = 0x0200_0000;
    private const uint OpenReparsePoint = 0x0020_0000;

    private const uint DeleteOnClose = 0x0400_0000;
    private const uint TemporaryAttribute = 0x100;

    private const uint DiskFile = 1;
    private const uint NoAttributes = uint.MaxValue;
    private const uint DirectoryAttribute = 0x10;

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = null;
        if (WindowsPath.Encode(path) is not { } name)
        {
            return UnusablePath;
        }

        var (disposition, created) = request.Disposition switch
        {
            FileDisposition.OpenExisting => (OpenExisting, 0),
            FileDisposition.CreateNew => (CreateNew, 1),
            _ => (OpenAlways, 1),
        };
        var share = DeleteShare | (uint)(request.WindowsShare & FileShare.ReadWrite);
        var opened = OpenHandle(name, AccessOf(request.Rights), disposition, (uint)request.WindowsAttributes, out var handle, share);
        if (opened.IsFailure)
        {
            return opened.Error == WindowsErrors.AccessDenied && IsDirectory(name)
                ? IoResult.Failure(WindowsErrors.DirectoryNotSupported)
                : opened;
        }

        if (disposition == OpenAlways && opened.Value == WindowsErrors.AlreadyExists)
        {
            created = 0;
        }

        if (Kernel32.GetFileType(handle) != DiskFile)
        {
            Kernel32.Close(handle);
            return IoResult.Failure(WindowsErrors.NotRegularFile);
        }

        file = new WindowsFile(handle, request.Rights);
        return IoResult.Success(created);
    }

    /// <remarks>A file of the temporary directory, which the system keeps in memory while it can and removes with its last handle.</remarks>
    public override IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        file = null;
        if (WindowsPath.Encode(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())) is not { } path)
        {
            return UnusablePath;
        }

        var opened = OpenHandle(path, GenericRead | GenericWrite, CreateNew, TemporaryAttribute | DeleteOnClose, out var handle);
        if (opened.IsFailure)
        {
            return opened;
        }

        file = new WindowsFile(handle, FileRights.ReadWrite) { IsVolatile = true };
        return IoResult.Success(1);
    }

    public override IoResult Close(PlatformFile file)
    {
        var (handle, others) = ((WindowsFile)file).Release();
        if (handle == Kernel32.InvalidHandle)
        {
            // To the system this number is the current process, and closing it succeeds.
            return IoResult.Failure(WindowsErrors.InvalidHandle);
        }

        var result = IoResult.Success();
        foreach (var one in (ReadOnlySpan<nint>)[.. others, handle])
        {
            if (Kernel32.Close(one) == 0)
            {
                result = LastError();
            }
        }

        return result;
    }

    private static uint AccessOf(FileRights rights) => rights switch
    {
        FileRights.Read => GenericRead,
        FileRights.Write => GenericWrite,
        _ => GenericRead | GenericWrite,
    };

    /// <summary>Opens; the value of a success is what the system says beside it.</summary>
    private static IoResult OpenHandle(string path, uint access, uint disposition, uint flags, out nint handle, uint share = ShareAll)
    {
        fixed (char* native = path)
        {
            handle = Kernel32.CreateFile(native, access, share, null, disposition, flags, 0);
            var error = Marshal.GetLastPInvokeError();
            return handle == Kernel32.InvalidHandle ? IoResult.Failure(Precise(error, path)) : IoResult.Success(error);
        }
    }

    /// <summary>Tells a path that leads through a file apart from one that leads nowhere; to the system they are the same.</summary>
    private static int Precise(int error, string path)
    {
        if (error != WindowsErrors.PathNotFound)
        {
            return error;
        }

        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (AttributesOf(parent) is not NoAttributes and var attributes)
            {
                return (attributes & DirectoryAttribute) == 0 ? WindowsErrors.Directory : error;
            }
        }

        return error;
    }

    private static bool IsDirectory(string path) => AttributesOf(path) is not NoAttributes and var attributes && (attributes & DirectoryAttribute) != 0;

    private static uint AttributesOf(string path)
    {
        fixed (char* native = path)
        {
            return Kernel32.GetAttributes(native);
        }
    }
}
