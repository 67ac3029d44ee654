using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int WriteOnly = 0x1;
    private const int ReadWrite = 0x2;
    private const int NonBlocking = 0x4;
    private const int Create = 0x200;
    private const int Exclusive = 0x800;
    private const int NoTerminal = 0x2_0000;
    private const int DirectoryOnly = 0x10_0000;
    private const int CloseOnExec = 0x100_0000;

    private const int SetStatusFlags = 4;

    /// <summary>How often a file may vanish between "it exists" and "open it" before a link to nowhere is the better explanation.</summary>
    private const int CreateAttempts = 8;

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = null;
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            var opened = OpenDescriptor(native, request, out var descriptor);
            if (opened.IsFailure)
            {
                return opened;
            }

            var checkedKind = RequireRegularFile(descriptor);
            if (checkedKind.IsFailure)
            {
                LibSystem.Close(descriptor);
                return checkedKind;
            }

            file = new MacOSFile(descriptor, request.Rights);
            return opened;
        }
    }

    /// <remarks>A file of the temporary directory without a name: memory objects of the system cannot be read and written like files.</remarks>
    public override IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        file = null;
        if (MacOSPath.Encode(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* path = bytes)
        {
            const uint ownerAlone = 0x180;
            var opened = OpenOnce(path, ReadWrite | Create | Exclusive | CloseOnExec, ownerAlone, out var descriptor);
            if (opened.IsFailure)
            {
                return opened;
            }

            var result = LibSystem.Unlink(path) == 0 ? RequireRegularFile(descriptor) : LastError();
            if (result.IsFailure)
            {
                LibSystem.Close(descriptor);
                return result;
            }

            file = new MacOSFile(descriptor, FileRights.ReadWrite) { IsVolatile = true };
            return IoResult.Success(1);
        }
    }

    public override IoResult Close(PlatformFile file)
    {
        // Not retried after EINTR: the descriptor is free by then, and another thread may have got its number.
        var (descriptor, appending) = ((MacOSFile)file).Release();
        var result = appending >= 0 && LibSystem.Close(appending) != 0 ? LastError() : IoResult.Success();
        return LibSystem.Close(descriptor) == 0 ? result : LastError();
    }

    private static int AccessOf(FileRights rights) => rights switch
    {
        FileRights.Read => 0,
        FileRights.Write => WriteOnly,
        _ => ReadWrite,
    };

    private static IoResult OpenDescriptor(byte* path, in OpenRequest request, out int descriptor)
    {
        var flags = CloseOnExec | NoTerminal | AccessOf(request.Rights);
        var mode = (uint)request.UnixMode;
        switch (request.Disposition)
        {
            case FileDisposition.OpenExisting:
                return OpenOnce(path, flags, mode, out descriptor);

            case FileDisposition.CreateNew:
                var created = OpenOnce(path, flags | Create | Exclusive, mode, out descriptor);
                return created.IsFailure ? created : IoResult.Success(1);

            default:
                return OpenOrCreate(path, flags, mode, out descriptor);
        }
    }

    /// <summary>Two steps, because one would not say whether it created the file.</summary>
    private static IoResult OpenOrCreate(byte* path, int flags, uint mode, out int descriptor)
    {
        for (var attempt = 0; attempt < CreateAttempts; attempt++)
        {
            var opened = OpenOnce(path, flags, mode, out descriptor);
            if (opened.Error != MacOSErrors.ENOENT)
            {
                return opened;
            }

            var created = OpenOnce(path, flags | Create | Exclusive, mode, out descriptor);
            if (created.Error != MacOSErrors.EEXIST)
            {
                return created.IsFailure ? created : IoResult.Success(1);
            }
        }

        // A link whose target is missing exists for O_EXCL and does not for open. Its target may be created; whether this
        // call did so stays unknown, and "it was there" is the answer that never deletes anything.
        return OpenOnce(path, flags | Create, mode, out descriptor);
    }

    /// <summary>Opens without waiting for the other end of a pipe; what it opened is checked afterwards.</summary>
    private static IoResult OpenOnce(byte* path, int flags, uint mode, out int descriptor)
    {
        while ((descriptor = LibSystem.Open(path, flags | NonBlocking, mode)) < 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    private static IoResult RequireRegularFile(int descriptor)
    {
        var result = Stat(descriptor, out var stat);
        if (result.IsFailure)
        {
            return result;
        }

        return KindOf(stat.Mode) switch
        {
            // The flag was for the open alone.
            FileKind.Regular => LibSystem.FileControl(descriptor, SetStatusFlags, 0) != -1 ? IoResult.Success() : LastError(),
            FileKind.Directory => IoResult.Failure(MacOSErrors.EISDIR),
            _ => IoResult.Failure(MacOSErrors.NotRegularFile),
        };
    }
}
