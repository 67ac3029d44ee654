using System.Runtime.InteropServices;

namespace Mapwright;

/// <remarks>
/// Every primitive that takes a path goes through <see cref="Locate"/> or <see cref="OpenWithin"/>, so that a rooted platform
/// has all of them and none leaves its root.
/// </remarks>
internal sealed unsafe partial class LinuxPlatform
{
    private const int PathOnly = 0x200000;

    /// <summary><c>RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH</c>.</summary>
    private const ulong Beneath = 0x2 | 0x8;

    /// <summary><c>openat2</c>, the same on x64 and arm64.</summary>
    private const nint OpenAt2 = 437;

    /// <summary>How often a lookup is repeated that the system gave up because something was renamed meanwhile.</summary>
    private const int LookupAttempts = 1000;

    private static readonly byte[] s_self = [(byte)'.', 0];

    private readonly LinuxFile? _root;

    public override bool IsRooted => _root is not null;

    internal override object Domain => typeof(LinuxPlatform);

    internal override bool UsesCurrentDirectory => !IsRooted;

    private static int NoFollowLast => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Finds the directory of a path's last name; in a rooted platform by the system's own rules for staying beneath it.</summary>
    private LinuxPlace Locate(string path)
    {
        if (LinuxPath.Encode(path) is not { } bytes)
        {
            return LinuxPlace.Failed(UnusablePath);
        }

        if (!IsRooted)
        {
            return LinuxPlace.Anywhere(bytes);
        }

        var (parent, name) = SplitLast(bytes);
        var opened = OpenWithin(parent, PathOnly | DirectoryOnly | CloseOnExec, 0, out var directory);
        return opened.IsFailure ? LinuxPlace.Failed(opened) : LinuxPlace.In(directory, name);
    }

    /// <summary>Opens a whole path, following links, beneath the root.</summary>
    private IoResult OpenWithin(ReadOnlySpan<byte> path, int flags, uint mode, out int descriptor)
    {
        var how = new OpenHow { Flags = (ulong)(uint)flags, Mode = mode, Resolve = Beneath };
        fixed (byte* native = path)
        {
            for (var attempt = 1; ; attempt++)
            {
                descriptor = (int)Libc.SystemCall(OpenAt2, _root!.Descriptor, (nint)native, (nint)(&how), sizeof(OpenHow));
                if (descriptor >= 0)
                {
                    // Collected during the call, the root would be closed, and its number another file's.
                    GC.KeepAlive(_root);
                    return IoResult.Success();
                }

                var error = Marshal.GetLastPInvokeError();
                switch (error)
                {
                    case LinuxErrors.EINTR:
                    case LinuxErrors.EAGAIN when attempt < LookupAttempts:
                        continue;
                    case LinuxErrors.EXDEV:
                        return IoResult.Failure(LinuxErrors.OutsideRoot);
                    default:
                        return IoResult.Failure(error);
                }
            }
        }
    }

    /// <summary>Opens a directory, following links to it.</summary>
    private IoResult OpenDirectoryDescriptor(string path, int flags, out int descriptor)
    {
        descriptor = -1;
        if (LinuxPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        if (IsRooted)
        {
            return OpenWithin(bytes, flags | CloseOnExec | DirectoryOnly, 0, out descriptor);
        }

        fixed (byte* native = bytes)
        {
            return OpenOnce(Libc.CurrentDirectory, native, flags | CloseOnExec | DirectoryOnly, 0, out descriptor);
        }
    }

    /// <summary>
    /// The part of a path before its last name, and that name; both end with a NUL. A path whose last part is no name stands for a
    /// directory as a whole, and is looked up as "." in it.
    /// </summary>
    private static (byte[] Parent, byte[] Name) SplitLast(byte[] path)
    {
        var text = path.AsSpan(0, path.Length - 1).TrimEnd((byte)'/');
        var slash = text.LastIndexOf((byte)'/');
        var name = text[(slash + 1)..];
        if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
        {
            return (path, s_self);
        }

        // A slash at the beginning stays: the system refuses an absolute path itself.
        return (slash < 0 ? s_self : [.. text[..(slash + 1)], 0], [.. name, 0]);
    }
}
