using System.Numerics;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint ReadAttributes = 0x80;
    private const uint ReparsePointAttribute = 0x400;

    /// <summary>The bit of a tag that says "this stands for another name": symbolic links, junctions, those of WSL.</summary>
    private const uint NameSurrogate = 0x2000_0000;

    /// <summary>The end of the year 9999 in 100 ns since 1601.</summary>
    private const long LatestTime = 2_650_467_743_999_999_999;

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata) => Describe(HandleOf(file), out metadata);

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        metadata = default;
        if (WindowsPath.Encode(path) is not { } name)
        {
            return UnusablePath;
        }

        var flags = BackupSemantics | (followLinks ? 0 : OpenReparsePoint);
        var result = OpenHandle(name, ReadAttributes, OpenExisting, flags, out var handle);
        if (result.IsFailure)
        {
            return result;
        }

        result = Describe(handle, out metadata);
        return Kernel32.Close(handle) == 0 && !result.IsFailure ? LastError() : result;
    }

    private static IoResult Describe(nint handle, out FileMetadata metadata)
    {
        metadata = default;
        if (Kernel32.GetFileType(handle) != DiskFile)
        {
            metadata = metadata with { Kind = FileKind.Other };
            return IoResult.Success();
        }

        var result = Get(handle, BasicInformation.Kind, out BasicInformation basic);
        if (result.IsFailure)
        {
            return result;
        }

        result = Get(handle, StandardInformation.Kind, out StandardInformation standard);
        if (result.IsFailure)
        {
            return result;
        }

        result = Identify(handle, out var identity);
        if (result.IsFailure)
        {
            return result;
        }

        metadata = new FileMetadata(
            identity,
            KindOf(handle, basic.Attributes),
            standard.Length,
            standard.AllocatedLength,
            UnixFileMode.None,
            TimeOf(basic.LastWriteTime),
            TimeOf(basic.LastAccessTime),
            TimeOf(basic.ChangeTime))
        {
            CreationTime = basic.CreationTime > 0 ? TimeOf(basic.CreationTime) : null,
            LinkCount = standard.Links,
            WindowsAttributes = (FileAttributes)basic.Attributes,
        };
        return IoResult.Success();
    }

    /// <summary>
    /// Without the creation time: anyone may set it, and a new file inherits that of one of its name that was just removed. NTFS counts
    /// in the id itself how often it was used.
    /// </summary>
    private static IoResult Identify(nint handle, out FileIdentity identity)
    {
        identity = default;
        if (!Get(handle, IdInformation.Kind, out IdInformation id).IsFailure)
        {
            // NTFS uses 64 bits of 128. Of ReFS, whose upper half is the directory, both halves count.
            identity = new FileIdentity(id.Volume, id.IdLow ^ BitOperations.RotateLeft(id.IdHigh * 0x9E37_79B9_7F4A_7C15, 32), 0);
            return IoResult.Success();
        }

        ByHandleInformation information;
        if (Kernel32.GetInformation(handle, &information) == 0)
        {
            return LastError();
        }

        identity = new FileIdentity(information.Volume, ((ulong)information.IdHigh << 32) | information.IdLow, 0);
        return IoResult.Success();
    }

    private static FileKind KindOf(nint handle, uint attributes)
    {
        if ((attributes & ReparsePointAttribute) != 0
            && !Get(handle, TagInformation.Kind, out TagInformation tag).IsFailure
            && (tag.Tag & NameSurrogate) != 0)
        {
            return FileKind.SymbolicLink;
        }

        return (attributes & DirectoryAttribute) != 0 ? FileKind.Directory : FileKind.Regular;
    }

    private static DateTimeOffset TimeOf(long ticks) => new(DateTime.FromFileTimeUtc(Math.Clamp(ticks, 0, LatestTime)));
}
