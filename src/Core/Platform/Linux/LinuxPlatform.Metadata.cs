namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;

    private const int KindMask = 0xF000;
    private const int RegularKind = 0x8000;
    private const int DirectoryKind = 0x4000;
    private const int LinkKind = 0xA000;
    private const int BlockDeviceKind = 0x6000;
    private const int PermissionMask = 0xFFF;

    /// <summary>The unit of <c>stx_blocks</c>, whatever the file system's block size.</summary>
    private const int BlockUnit = 512;

    private const long TmpFs = 0x01021994;
    private const long RamFs = 0x858458F6;

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        var result = Stat(Descriptor(file), null, 0, out var stat);
        metadata = result.IsFailure ? default : ToMetadata(stat);
        return result.IsFailure || metadata.Kind != FileKind.BlockDevice ? result : Measure(Descriptor(file), ref metadata);
    }

    /// <remarks>Asks for no times: the next write would have to store a new one (multigrain timestamps, Linux 6.13), which doubles what a small durable write costs.</remarks>
    public override IoResult GetLength(PlatformFile file)
    {
        var result = Stat(Descriptor(file), null, 0, out var stat, StatX.HasLength);
        return result.IsFailure ? result
            : KindOf(stat.Mode) == FileKind.BlockDevice ? base.GetLength(file)
            : IoResult.Success((long)stat.Size);
    }

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        metadata = default;
        using var place = Locate(path);
        if (place.IsUnusable(out var failure))
        {
            return failure;
        }

        fixed (byte* name = place)
        {
            var result = Stat(place.Directory, name, followLinks && !IsRooted ? 0 : NoFollow, out var stat);
            if (result.IsFailure)
            {
                return result;
            }

            metadata = ToMetadata(stat);
        }

        return followLinks && metadata.Kind == FileKind.SymbolicLink ? GetTargetMetadata(path, out metadata) : IoResult.Success();
    }

    /// <summary>Follows a link in a rooted platform: only the system can do that without leaving the root.</summary>
    private IoResult GetTargetMetadata(string path, out FileMetadata metadata)
    {
        metadata = default;
        var opened = OpenWithin(LinuxPath.Encode(path), PathOnly | CloseOnExec, 0, out var descriptor);
        if (opened.IsFailure)
        {
            return opened;
        }

        var result = Stat(descriptor, null, 0, out var stat);
        Libc.Close(descriptor);
        metadata = result.IsFailure ? default : ToMetadata(stat);
        return result;
    }

    public override string DescribeDurability(PlatformFile file) => IsVolatile(file) ? "none (volatile)" : "fdatasync";

    /// <summary>Asks about a path, or about a descriptor where the path is null.</summary>
    private static IoResult Stat(int directory, byte* path, int flags, out StatX stat, uint wanted = StatX.Wanted)
    {
        byte empty = 0;
        fixed (StatX* result = &stat)
        {
            while (Libc.StatX(directory, path is null ? &empty : path, path is null ? flags | EmptyPath : flags, wanted, result) != 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }
        }

        return IoResult.Success();
    }

    private static FileMetadata ToMetadata(in StatX stat) => new(
        new FileIdentity(
            ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor,
            stat.Inode,
            (stat.Mask & StatX.HasBirthTime) != 0 ? stat.BirthTime.ToDateTimeOffset().UtcTicks : 0),
        KindOf(stat.Mode),
        (long)stat.Size,
        (long)stat.Blocks * BlockUnit,
        (UnixFileMode)(stat.Mode & PermissionMask),
        stat.WriteTime.ToDateTimeOffset(),
        stat.AccessTime.ToDateTimeOffset(),
        stat.ChangeTime.ToDateTimeOffset())
    {
        CreationTime = (stat.Mask & StatX.HasBirthTime) != 0 ? stat.BirthTime.ToDateTimeOffset() : null,
        LinkCount = stat.LinkCount,
        UserId = stat.User,
        GroupId = stat.Group,
        SpecialDevice = ((ulong)stat.SpecialMajor << 32) | stat.SpecialMinor,
        BlockSize = (int)stat.BlockSize,
    };

    private static FileKind KindOf(int mode) => (mode & KindMask) switch
    {
        RegularKind => FileKind.Regular,
        DirectoryKind => FileKind.Directory,
        LinkKind => FileKind.SymbolicLink,
        BlockDeviceKind => FileKind.BlockDevice,
        _ => FileKind.Other,
    };
}
