namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const uint NoReplace = 0x4;

    public override IoResult Rename(string from, string to, bool replace)
    {
        if (MacOSPath.Encode(from) is not { } fromBytes || MacOSPath.Encode(to) is not { } toBytes)
        {
            return UnusablePath;
        }

        fixed (byte* nativeFrom = fromBytes)
        fixed (byte* nativeTo = toBytes)
        {
            // File systems that cannot refuse in the same step say ENOTSUP, and that is the answer.
            var renamed = replace ? LibSystem.Rename(nativeFrom, nativeTo) : LibSystem.Rename(nativeFrom, nativeTo, NoReplace);
            return renamed == 0 ? IoResult.Success() : LastError();
        }
    }

    public override IoResult Delete(string path)
    {
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            if (LibSystem.Unlink(native) == 0)
            {
                return IoResult.Success();
            }

            var failure = LastError();

            // EPERM is what the system says to unlinking a directory, and to much else.
            FileStat stat;
            return failure.Error == MacOSErrors.EPERM && LibSystem.StatLink(native, &stat) == 0 && KindOf(stat.Mode) == FileKind.Directory
                ? IoResult.Failure(MacOSErrors.EISDIR)
                : failure;
        }
    }

    /// <remarks>The system has no call for it: a look and a removal.</remarks>
    public override IoResult DeleteByIdentity(string path, in FileIdentity identity)
    {
        var looked = GetMetadata(path, followLinks: false, out var found);
        return looked.IsFailure ? looked : found.Identity == identity ? Delete(path) : IoResult.Failure(MacOSErrors.AnotherFile);
    }

    public override IoResult DeleteDirectory(string path)
    {
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            return LibSystem.RemoveDirectory(native) == 0 ? IoResult.Success() : LastError();
        }
    }

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode)
    {
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            return LibSystem.MakeDirectory(native, (uint)unixMode) == 0 ? IoResult.Success() : LastError();
        }
    }
}
