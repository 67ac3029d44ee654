using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const uint NoReplace = 0x1;
    private const int AsDirectory = 0x200;

    private static readonly bool s_hasRenameFlags = Libc.Has("renameat2");

    public override IoResult Rename(string from, string to, bool replace)
    {
        using var source = Locate(from);
        if (source.IsUnusable(out var failure))
        {
            return failure;
        }

        using var target = Locate(to);
        if (target.IsUnusable(out failure))
        {
            return failure;
        }

        fixed (byte* sourceName = source)
        fixed (byte* targetName = target)
        {
            if (replace)
            {
                return Outcome(Libc.Rename(source.Directory, sourceName, target.Directory, targetName));
            }

            if (s_hasRenameFlags)
            {
                if (Libc.Rename(source.Directory, sourceName, target.Directory, targetName, NoReplace) == 0)
                {
                    return IoResult.Success();
                }

                var error = Marshal.GetLastPInvokeError();
                if (error is not (LinuxErrors.EINVAL or LinuxErrors.ENOSYS))
                {
                    return IoResult.Failure(error);
                }
            }

            return LinkThenUnlink(source.Directory, sourceName, target.Directory, targetName);
        }
    }

    public override IoResult Delete(string path) => Unlink(path, 0);

    public override IoResult DeleteDirectory(string path) => Unlink(path, AsDirectory);

    public override IoResult DeleteByIdentity(string path, in FileIdentity identity)
    {
        using var place = Locate(path);
        if (place.IsUnusable(out var failure))
        {
            return failure;
        }

        fixed (byte* name = place)
        {
            var result = Stat(place.Directory, name, NoFollow, out var stat);
            return result.IsFailure ? result
                : ToMetadata(stat).Identity != identity ? IoResult.Failure(LinuxErrors.AnotherFile)
                : Outcome(Libc.Unlink(place.Directory, name, 0));
        }
    }

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode)
    {
        using var place = Locate(path);
        if (place.IsUnusable(out var failure))
        {
            return failure;
        }

        fixed (byte* name = place)
        {
            return Outcome(Libc.MakeDirectory(place.Directory, name, (uint)unixMode));
        }
    }

    private IoResult Unlink(string path, int flags)
    {
        using var place = Locate(path);
        if (place.IsUnusable(out var failure))
        {
            return failure;
        }

        fixed (byte* name = place)
        {
            return Outcome(Libc.Unlink(place.Directory, name, flags));
        }
    }

    /// <summary>
    /// A rename that never replaces, where the file system cannot do it in one step: a link is refused when the name exists.
    /// Directories have no links, so for them the refusal is the answer.
    /// </summary>
    private static IoResult LinkThenUnlink(int fromDirectory, byte* from, int toDirectory, byte* to)
    {
        if (Libc.Link(fromDirectory, from, toDirectory, to, 0) != 0)
        {
            return LastError();
        }

        if (Libc.Unlink(fromDirectory, from, 0) == 0)
        {
            return IoResult.Success();
        }

        var failure = LastError();
        Libc.Unlink(toDirectory, to, 0);
        return failure;
    }
}
