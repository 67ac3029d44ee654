using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const uint NoReplace = 0x1;

    private static readonly bool s_hasRenameFlags = Libc.Has("renameat2");

    public override IoResult Rename(string from, string to, bool replace)
    {
        if (LinuxPath.Encode(from) is not { } fromBytes || LinuxPath.Encode(to) is not { } toBytes)
        {
            return UnusablePath;
        }

        fixed (byte* nativeFrom = fromBytes)
        fixed (byte* nativeTo = toBytes)
        {
            if (replace)
            {
                return Libc.Rename(nativeFrom, nativeTo) == 0 ? IoResult.Success() : LastError();
            }

            if (s_hasRenameFlags)
            {
                if (Libc.Rename(Libc.CurrentDirectory, nativeFrom, Libc.CurrentDirectory, nativeTo, NoReplace) == 0)
                {
                    return IoResult.Success();
                }

                var error = Marshal.GetLastPInvokeError();
                if (error is not (LinuxErrors.EINVAL or LinuxErrors.ENOSYS))
                {
                    return IoResult.Failure(error);
                }
            }

            return LinkThenUnlink(nativeFrom, nativeTo);
        }
    }

    public override IoResult Delete(string path)
    {
        if (LinuxPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            return Libc.Unlink(native) == 0 ? IoResult.Success() : LastError();
        }
    }

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode)
    {
        if (LinuxPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            return Libc.MakeDirectory(native, (uint)unixMode) == 0 ? IoResult.Success() : LastError();
        }
    }

    /// <summary>
    /// A rename that never replaces, where the file system cannot do it in one step: a link is refused when the name exists.
    /// Directories have no links, so for them the refusal is the answer.
    /// </summary>
    private static IoResult LinkThenUnlink(byte* from, byte* to)
    {
        if (Libc.Link(from, to) != 0)
        {
            return LastError();
        }

        if (Libc.Unlink(from) == 0)
        {
            return IoResult.Success();
        }

        var failure = LastError();
        Libc.Unlink(to);
        return failure;
    }
}
