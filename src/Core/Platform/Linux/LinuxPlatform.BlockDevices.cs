using System.Globalization;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    /// <summary><c>BLKGETSIZE64</c>.</summary>
    private const nuint GetDeviceSize = 0x80081272;

    /// <summary><c>BLKSSZGET</c>.</summary>
    private const nuint GetSectorSize = 0x1268;

    /// <summary>
    /// What opening adds for a block device that is to be written: the system's own exclusive use, which mounting takes too. Where the path names something
    /// else by the time it is opened, the flag means nothing.
    /// </summary>
    private static int ExclusiveUseOf(int directory, byte* path, in OpenRequest request) =>
        request.AllowsBlockDevice
        && request.Disposition == FileDisposition.OpenExisting
        && (request.Rights & FileRights.Write) != 0
        && !Stat(directory, path, 0, out var stat).IsFailure
        && KindOf(stat.Mode) == FileKind.BlockDevice
            ? Exclusive
            : 0;

    public override SectorSizes SectorsOf(PlatformFile file)
    {
        if (GetMetadata(file, out var metadata).IsFailure)
        {
            return default;
        }

        var device = metadata.Kind == FileKind.BlockDevice ? metadata.SpecialDevice : metadata.Device;
        return new SectorSizes(SizeOf("logical_block_size"), SizeOf("physical_block_size"));

        int SizeOf(string attribute) => int.TryParse(AskQueue(device, attribute), CultureInfo.InvariantCulture, out var size) ? size : 0;
    }

    /// <summary>Whether a device zeroes blocks by itself, which is what a hole in it is.</summary>
    private static bool CanZeroBlocks(ulong device) => AskQueue(device, "write_zeroes_max_bytes") is not (null or "0");

    /// <summary>What the queue of a device says of it, or that of the disk it is a part of; <see langword="null"/> when there is none.</summary>
    private static string? AskQueue(ulong device, string attribute)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/sys/dev/block/{device >> 32}:{(uint)device}");
        foreach (var queue in (string[])["queue", "../queue"])
        {
            try
            {
                return System.IO.File.ReadAllText($"{folder}/{queue}/{attribute}").Trim();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A part of a disk has no queue of its own; where there is none at all, nothing is known.
            }
        }

        return null;
    }

    /// <summary>Asks an open block device what a regular file has in its inode: its size, and what transfers are multiples of.</summary>
    private static IoResult Measure(int descriptor, ref FileMetadata metadata)
    {
        ulong size;
        int sector;
        if (Libc.DeviceControl(descriptor, GetDeviceSize, (nint)(&size)) != 0 || Libc.DeviceControl(descriptor, GetSectorSize, (nint)(&sector)) != 0)
        {
            return LastError();
        }

        metadata = metadata with { Length = checked((long)size), BlockSize = sector };
        return IoResult.Success();
    }
}
