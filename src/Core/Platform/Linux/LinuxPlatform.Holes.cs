using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int MakeHole = 0x2;
    private const int MakeZeros = 0x10;
    private const int FromEnd = 2;
    private const int ToData = 3;
    private const int ToHole = 4;

    private const long Ext4 = 0xEF53;
    private const long Xfs = 0x58465342;

    public override IoResult ExtendLength(PlatformFile file, long length)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        // Reserves the last byte's block too, as the system has no call that only moves the end and never back.
        var extended = Allocate(Descriptor(file), 0, length - 1, 1);
        return Classify(extended.Error) == StorageErrorCode.NotSupported ? base.ExtendLength(file, length) : extended;
    }

    public override IoResult PunchHole(PlatformFile file, long offset, long length) =>
        Allocate(Descriptor(file), MakeHole | KeepSize, offset, length);

    /// <remarks>Behind its end a file has nothing to lose, and a hole is refused there as it is elsewhere.</remarks>
    public override bool CanPunchHoles(PlatformFile file)
    {
        if (GetMetadata(file, out var metadata).IsFailure)
        {
            return false;
        }

        return metadata.Kind == FileKind.BlockDevice
            ? CanZeroBlocks(metadata.SpecialDevice)
            : !PunchHole(file, metadata.Length, 1).IsFailure;
    }

    public override IoResult ZeroRange(PlatformFile file, long offset, long length) =>
        Allocate(Descriptor(file), MakeZeros | KeepSize, offset, length);

    public override IoResult FindExtent(PlatformFile file, long offset, out FileExtent extent)
    {
        extent = default;
        var own = (LinuxFile)file;
        lock (own.PositionGate)
        {
            var start = Libc.Seek(own.Descriptor, offset, ToData);
            if (start < 0)
            {
                var failure = LastError();
                return failure.Error == LinuxErrors.ENXIO ? IoResult.Success(0) : failure;
            }

            var end = Libc.Seek(own.Descriptor, start, ToHole);
            if (end < 0)
            {
                // Cut off between the two questions.
                var failure = LastError();
                return failure.Error == LinuxErrors.ENXIO ? IoResult.Success(0) : failure;
            }

            extent = new FileExtent(start, end - start);
            return IoResult.Success(1);
        }
    }

    public override AllocationGuarantee GuaranteeOf(PlatformFile file) => KindOfPlace(file) switch
    {
        Ext4 => AllocationGuarantee.Full,
        Xfs => AllocationGuarantee.Unshared,
        TmpFs => AllocationGuarantee.Memory,
        _ => AllocationGuarantee.None,
    };

    public override bool IsVolatile(PlatformFile file) => KindOfPlace(file) is TmpFs or RamFs;

    /// <remarks>The names of the kernel. One number is that of ext2 and ext3 too, which the same driver mounts.</remarks>
    public override string DescribeFileSystem(PlatformFile file) => KindOfPlace(file) switch
    {
        0 => "",
        Ext4 => "ext4",
        Xfs => "xfs",
        TmpFs => "tmpfs",
        RamFs => "ramfs",
        0x9123683E => "btrfs",
        0x794C7630 => "overlay",
        0x6969 => "nfs",
        0x65735546 => "fuse",
        0x01021997 => "9p",
        0x2FC12FC1 => "zfs",
        0xCA451A4E => "bcachefs",
        0xF2F52010 => "f2fs",
        0x00C36400 => "ceph",
        0xFF534D42 => "cifs",
        0xFE534D42 => "smb3",
        0x4D44 => "vfat",
        0x2011BAB0 => "exfat",
        0x7366746E => "ntfs3",
        var other => $"0x{other:x}",
    };

    public override IoResult Advise(PlatformFile file, long offset, long length, FileAdvice advice)
    {
        // To the system a length of 0 is "to the end".
        if (length == 0)
        {
            return IoResult.Success();
        }

        // The numbers are those of x64 and arm64.
        var error = Libc.AdviseFile(Descriptor(file), offset, length, advice switch
        {
            FileAdvice.Random => 1,
            FileAdvice.Sequential => 2,
            FileAdvice.WillNeed => 3,
            FileAdvice.DontNeed => 4,
            FileAdvice.NoReuse => 5,
            _ => 0,
        });
        return error == 0 ? IoResult.Success() : IoResult.Failure(error);
    }

    private static IoResult Allocate(int descriptor, int mode, long offset, long length)
    {
        while (Libc.Allocate(descriptor, mode, offset, length) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    /// <summary>The magic number of the file system; 0 when it cannot be asked.</summary>
    private static long KindOfPlace(PlatformFile file)
    {
        StatFs place;
        return Libc.StatFileSystem(Descriptor(file), &place) == 0 ? place.Type : 0;
    }
}
