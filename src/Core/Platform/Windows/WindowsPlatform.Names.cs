using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint DeleteAccess = 0x0001_0000;
    private const uint WriteAttributes = 0x100;

    private const int DispositionKind = 4;
    private const int PosixDispositionKind = 21;

    private const uint ReplaceIfExists = 0x1;
    private const uint PosixRename = 0x2;
    private const uint DeleteIt = 0x1;
    private const uint PosixDelete = 0x2;
    private const uint DeleteReadOnly = 0x10;

    private const uint MoveReplacing = 0x1;

    /// <remarks>With the semantics of POSIX where the file system has them, so that a target that is open is replaced too.</remarks>
    public override IoResult Rename(string from, string to, bool replace)
    {
        if (WindowsPath.Encode(from) is not { } source || WindowsPath.Encode(to) is not { } target)
        {
            return UnusablePath;
        }

        var opened = OpenHandle(source, DeleteAccess, OpenExisting, BackupSemantics | OpenReparsePoint, out var handle);
        if (opened.IsFailure)
        {
            return opened;
        }

        var result = RenameOpen(handle, target, PosixRename | (replace ? ReplaceIfExists : 0));
        if (Kernel32.Close(handle) == 0 && !result.IsFailure)
        {
            return LastError();
        }

        return IsUnknownRequest(result) ? Move(source, target, replace) : result;
    }

    public override IoResult Delete(string path) => Remove(path, isDirectory: false, null);

    /// <remarks>
    /// The look and the removal are of one handle: nobody comes between. Who names the identity means this file, so that a read-only one goes
    /// too: a temporary file that was given the attributes of another must not stay behind.
    /// </remarks>
    public override IoResult DeleteByIdentity(string path, in FileIdentity identity) => Remove(path, isDirectory: false, identity);

    public override IoResult DeleteDirectory(string path) => Remove(path, isDirectory: true, null);

    private static IoResult Remove(string path, bool isDirectory, FileIdentity? expected)
    {
        if (WindowsPath.Encode(path) is not { } name)
        {
            return UnusablePath;
        }

        var opened = OpenHandle(name, DeleteAccess | ReadAttributes, OpenExisting, BackupSemantics | OpenReparsePoint, out var handle);
        if (opened.IsFailure)
        {
            return opened;
        }

        var result = expected is null ? IoResult.Success() : RequireIdentity(handle, expected.Value);
        if (!result.IsFailure)
        {
            result = DeleteOpen(handle, isDirectory, isMeant: expected is not null);
        }

        return Kernel32.Close(handle) == 0 && !result.IsFailure ? LastError() : result;
    }

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode)
    {
        if (WindowsPath.Encode(path) is not { } name)
        {
            return UnusablePath;
        }

        fixed (char* native = name)
        {
            return Kernel32.CreateDirectory(native, null) != 0 ? IoResult.Success() : LastError();
        }
    }

    private static IoResult RenameOpen(nint handle, string target, uint flags)
    {
        // The system wants the name's NUL inside the structure, and not in its length.
        var size = RenameInformation.NameOffset + ((target.Length + 1) * sizeof(char));
        var buffer = new byte[size];
        fixed (byte* start = buffer)
        {
            var information = (RenameInformation*)start;
            information->Flags = flags;
            information->NameBytes = (uint)(target.Length * sizeof(char));
            target.CopyTo(new Span<char>(start + RenameInformation.NameOffset, target.Length));
            return Kernel32.SetInformation(handle, RenameInformation.Kind, start, (uint)size) != 0 ? IoResult.Success() : LastError();
        }
    }

    /// <summary>Removes a directory, or a file or a link, also one to a directory; with the semantics of POSIX, so that the name is gone at once.</summary>
    private static IoResult DeleteOpen(nint handle, bool isDirectory, bool isMeant)
    {
        var asked = Get(handle, BasicInformation.Kind, out BasicInformation basic);
        if (asked.IsFailure)
        {
            return asked;
        }

        if ((KindOf(handle, basic.Attributes) == FileKind.Directory) != isDirectory)
        {
            return IoResult.Failure(isDirectory ? WindowsErrors.Directory : WindowsErrors.DirectoryNotSupported);
        }

        var result = Set(handle, PosixDispositionKind, DeleteIt | PosixDelete | (isMeant ? DeleteReadOnly : 0));
        if (!IsUnknownRequest(result))
        {
            return result;
        }

        result = isMeant && (basic.Attributes & ReadOnlyAttribute) != 0 ? MakeWritable(handle) : IoResult.Success();
        return result.IsFailure ? result : Set(handle, DispositionKind, (byte)1);
    }

    private static IoResult MakeWritable(nint handle)
    {
        var another = Kernel32.ReopenFile(handle, WriteAttributes, ShareAll, BackupSemantics | OpenReparsePoint);
        if (another == Kernel32.InvalidHandle)
        {
            return LastError();
        }

        var result = Set(another, BasicInformation.Kind, new BasicInformation { Attributes = NormalAttribute });
        return Kernel32.Close(another) == 0 && !result.IsFailure ? LastError() : result;
    }

    private static IoResult RequireIdentity(nint handle, in FileIdentity expected)
    {
        var result = Identify(handle, out var found);
        return result.IsFailure || found == expected ? result : IoResult.Failure(WindowsErrors.AnotherFile);
    }

    /// <summary>Whether the file system does not know the newer form of a request.</summary>
    private static bool IsUnknownRequest(IoResult result) =>
        result.Error is WindowsErrors.InvalidParameter or WindowsErrors.InvalidFunction or WindowsErrors.NotSupported;

    private static IoResult Move(string from, string to, bool replace)
    {
        fixed (char* nativeFrom = from)
        fixed (char* nativeTo = to)
        {
            return Kernel32.Move(nativeFrom, nativeTo, replace ? MoveReplacing : 0) != 0 ? IoResult.Success() : LastError();
        }
    }
}
