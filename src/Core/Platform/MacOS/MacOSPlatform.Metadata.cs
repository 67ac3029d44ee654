namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int KindMask = 0xF000;
    private const int RegularKind = 0x8000;
    private const int DirectoryKind = 0x4000;
    private const int LinkKind = 0xA000;
    private const int PermissionMask = 0xFFF;

    /// <summary>How <c>dev_t</c> is divided: the major number is in the upper 8 bits.</summary>
    private const int MinorBits = 24;
    private const uint MinorMask = 0xFF_FFFF;

    /// <summary>The unit of <c>st_blocks</c>, whatever the file system's block size.</summary>
    private const int BlockUnit = 512;

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        var result = Stat(Descriptor(file), out var stat);
        metadata = result.IsFailure ? default : ToMetadata(stat);
        return result;
    }

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        metadata = default;
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        FileStat stat;
        fixed (byte* native = bytes)
        {
            while ((followLinks ? LibSystem.Stat(native, &stat) : LibSystem.StatLink(native, &stat)) != 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }
        }

        metadata = ToMetadata(stat);
        return IoResult.Success();
    }

    private static IoResult Stat(int descriptor, out FileStat stat)
    {
        fixed (FileStat* result = &stat)
        {
            while (LibSystem.Stat(descriptor, result) != 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }
        }

        return IoResult.Success();
    }

    private static FileMetadata ToMetadata(in FileStat stat) => new(
        new FileIdentity((uint)stat.Device, stat.Inode, stat.BirthTime.ToDateTimeOffset().UtcTicks),
        KindOf(stat.Mode),
        stat.Size,
        stat.Blocks * BlockUnit,
        (UnixFileMode)(stat.Mode & PermissionMask),
        stat.WriteTime.ToDateTimeOffset(),
        stat.AccessTime.ToDateTimeOffset(),
        stat.ChangeTime.ToDateTimeOffset())
    {
        CreationTime = stat.BirthTime.ToDateTimeOffset(),
        LinkCount = stat.Links,
        UserId = stat.User,
        GroupId = stat.Group,
        SpecialDevice = ((ulong)((uint)stat.SpecialDevice >> MinorBits) << 32) | ((uint)stat.SpecialDevice & MinorMask),
        BlockSize = stat.BlockSize,
    };

    private static FileKind KindOf(int mode) => (mode & KindMask) switch
    {
        RegularKind => FileKind.Regular,
        DirectoryKind => FileKind.Directory,
        LinkKind => FileKind.SymbolicLink,
        _ => FileKind.Other,
    };
}
