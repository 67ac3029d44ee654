namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    /// <summary><c>AT_FDCWD</c>.</summary>
    private const int CurrentDirectory = -2;

    /// <summary><c>CLONE_NOOWNERCOPY</c>: the clone belongs to who makes it, as any new file.</summary>
    private const uint OwnedByMaker = 0x2;

    /// <remarks>A clone is a new name to the system; there is no way to fill an open file.</remarks>
    public override IoResult CloneAs(PlatformFile source, string path)
    {
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            while (LibSystem.Clone(Descriptor(source), CurrentDirectory, native, OwnedByMaker) != 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return IsNotCloned(failure.Error) ? NotSupported : failure;
                }
            }
        }

        return IoResult.Success();
    }

    /// <summary>Whether an error says that these two places share no blocks: the file system cannot, or they are two file systems.</summary>
    internal static bool IsNotCloned(int error) => error is MacOSErrors.ENOTSUP or MacOSErrors.EXDEV or MacOSErrors.EINVAL or MacOSErrors.ENOSYS;
}
