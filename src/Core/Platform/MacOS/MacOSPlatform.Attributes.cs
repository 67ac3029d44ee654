namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects)
    {
        var descriptor = Descriptor(file);

        // The owner first: the system clears the bits for running as somebody else when it changes.
        if ((aspects & FileAspects.Owner) != 0 && LibSystem.ChangeOwner(descriptor, metadata.UserId, metadata.GroupId) != 0)
        {
            return LastError();
        }

        if ((aspects & FileAspects.Mode) != 0 && LibSystem.ChangeMode(descriptor, (uint)metadata.UnixMode) != 0)
        {
            return LastError();
        }

        if ((aspects & FileAspects.Times) == 0)
        {
            return IoResult.Success();
        }

        var times = stackalloc TimeSpec[] { new(metadata.LastAccessTime), new(metadata.LastWriteTime) };
        return LibSystem.ChangeTimes(descriptor, times) == 0 ? IoResult.Success() : LastError();
    }
}
