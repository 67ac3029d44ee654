using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int WriteOnly = 0x1;
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int NoTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    private const int SetStatusFlags = 4;
    private const uint CloseMemoryFileOnExec = 1;

    /// <summary>How often a file may vanish between "it exists" and "open it" before a link to nowhere is the better explanation.</summary>
    private const int CreateAttempts = 8;

    private static int DirectoryOnly => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = null;
        using var place = Locate(path);
        if (place.IsUnusable(out var failure))
        {
            return failure;
        }

        fixed (byte* name = place)
        {
            var opened = OpenDescriptor(place.Directory, name, request, out var descriptor);
            if (opened.IsFailure)
            {
                return opened;
            }

            var checkedKind = RequireUsableFile(descriptor, request.AllowsBlockDevice);
            if (checkedKind.IsFailure)
            {
                Libc.Close(descriptor);
                return checkedKind;
            }

            file = new LinuxFile(descriptor, request.Rights);
            return opened;
        }
    }

    public override IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        file = null;
        if (LinuxPath.Encode(name) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            var descriptor = Libc.CreateMemoryFile(native, CloseMemoryFileOnExec);
            if (descriptor < 0)
            {
                return LastError();
            }

            file = new LinuxFile(descriptor, FileRights.ReadWrite);
            return IoResult.Success(1);
        }
    }

    public override IoResult Close(PlatformFile file)
    {
        // Not retried after EINTR: the descriptor is free by then, and another thread may have got its number.
        return Libc.Close(((LinuxFile)file).Release()) == 0 ? IoResult.Success() : LastError();
    }

    private IoResult OpenDescriptor(int directory, byte* path, in OpenRequest request, out int descriptor)
    {
        // A link inside a root may lead out of it by the time it is followed.
        var flags = CloseOnExec | NoTerminal | (IsRooted ? NoFollowLast : 0) | AccessOf(request.Rights);
        var mode = (uint)request.UnixMode;
        switch (request.Disposition)
        {
            case FileDisposition.OpenExisting:
                return OpenOnce(directory, path, flags | ExclusiveUseOf(directory, path, request), mode, out descriptor);

            case FileDisposition.CreateNew:
                var created = OpenOnce(directory, path, flags | Create | Exclusive, mode, out descriptor);
                return created.IsFailure ? created : IoResult.Success(1);

            default:
                return OpenOrCreate(directory, path, flags, mode, out descriptor);
        }
    }

    private static int AccessOf(FileRights rights) => rights switch
    {
        FileRights.Read => 0,
        FileRights.Write => WriteOnly,
        _ => ReadWrite,
    };

    /// <summary>Two steps, because one would not say whether it created the file.</summary>
    private static IoResult OpenOrCreate(int directory, byte* path, int flags, uint mode, out int descriptor)
    {
        for (var attempt = 0; attempt < CreateAttempts; attempt++)
        {
            var opened = OpenOnce(directory, path, flags, mode, out descriptor);
            if (opened.Error != LinuxErrors.ENOENT)
            {
                return opened;
            }

            var created = OpenOnce(directory, path, flags | Create | Exclusive, mode, out descriptor);
            if (created.Error != LinuxErrors.EEXIST)
            {
                return created.IsFailure ? created : IoResult.Success(1);
            }
        }

        // A link whose target is missing exists for O_EXCL and does not for open. Its target may be created; whether this
        // call did so stays unknown, and "it was there" is the answer that never deletes anything.
        return OpenOnce(directory, path, flags | Create, mode, out descriptor);
    }

    /// <summary>Opens without waiting for the other end of a pipe; what it opened is checked afterwards.</summary>
    private static IoResult OpenOnce(int directory, byte* path, int flags, uint mode, out int descriptor)
    {
        flags |= NonBlocking;
        while ((descriptor = Libc.Open(directory, path, flags, mode)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == LinuxErrors.EAGAIN && (flags & NonBlocking) != 0 && IsRegularFile(directory, path))
            {
                // Another party holds a lease (a file server's oplock): a regular file is worth waiting for.
                flags &= ~NonBlocking;
            }
            else if (error != LinuxErrors.EINTR)
            {
                return IoResult.Failure(error);
            }
        }

        return IoResult.Success();
    }

    private static IoResult RequireUsableFile(int descriptor, bool allowsBlockDevice)
    {
        var stat = Stat(descriptor, null, 0, out var metadata);
        if (stat.IsFailure)
        {
            return stat;
        }

        var kind = KindOf(metadata.Mode);
        return kind switch
        {
            // The flag was for the open alone; some file systems and io_uring would heed it in transfers.
            FileKind.Regular or FileKind.BlockDevice when kind == FileKind.Regular || allowsBlockDevice => Libc.FileControl(descriptor, SetStatusFlags, 0) == 0 ? IoResult.Success() : LastError(),
            FileKind.Directory => IoResult.Failure(LinuxErrors.EISDIR),
            _ => IoResult.Failure(LinuxErrors.NotRegularFile),
        };
    }

    private static bool IsRegularFile(int directory, byte* path) =>
        !Stat(directory, path, 0, out var metadata).IsFailure && KindOf(metadata.Mode) == FileKind.Regular;
}
