using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    /// <summary><c>FICLONE</c>.</summary>
    private const nuint CloneFile = 0x40049409;

    private static readonly bool s_hasCopyRange = Libc.Has("copy_file_range");

    public override IoResult Clone(PlatformFile source, PlatformFile target)
    {
        while (Libc.DeviceControl(Descriptor(target), CloneFile, Descriptor(source)) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            switch (error)
            {
                case LinuxErrors.EINTR:
                    continue;
                case LinuxErrors.EINVAL or LinuxErrors.ENOTTY or LinuxErrors.EXDEV or LinuxErrors.ENOSYS:
                    return NotSupported;
                default:
                    return IoResult.Failure(error);
            }
        }

        return IoResult.Success();
    }

    public override IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length)
    {
        if (!s_hasCopyRange)
        {
            return NotSupported;
        }

        nint count;
        while ((count = Libc.CopyRange(
            Descriptor(source), &sourceOffset, Descriptor(target), &targetOffset, (nuint)Math.Min(length, LargestTransfer), 0)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            switch (error)
            {
                case LinuxErrors.EINTR:
                    continue;
                case LinuxErrors.EINVAL or LinuxErrors.EXDEV or LinuxErrors.ENOSYS:
                    return NotSupported;
                default:
                    return IoResult.Failure(error);
            }
        }

        return IoResult.Success(count);
    }

    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects)
    {
        var descriptor = Descriptor(file);

        // The owner first: the system clears the bits for running as somebody else when it changes.
        if ((aspects & FileAspects.Owner) != 0 && Libc.ChangeOwner(descriptor, metadata.UserId, metadata.GroupId) != 0)
        {
            return LastError();
        }

        if ((aspects & FileAspects.Mode) != 0 && Libc.ChangeMode(descriptor, (uint)metadata.UnixMode) != 0)
        {
            return LastError();
        }

        if ((aspects & FileAspects.Times) == 0)
        {
            return IoResult.Success();
        }

        var times = stackalloc FileTime[] { new(metadata.LastAccessTime), new(metadata.LastWriteTime) };
        return Outcome(Libc.ChangeTimes(descriptor, times));
    }
}
