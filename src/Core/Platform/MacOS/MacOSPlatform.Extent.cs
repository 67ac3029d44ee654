using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int Preallocate = 42;
    private const int FullSync = 51;
    private const int BarrierSync = 85;

    private const uint AllOrNothing = 0x4;
    private const int FromPhysicalEnd = 3;

    public override IoResult SetLength(PlatformFile file, long length)
    {
        var descriptor = Descriptor(file);
        while (LibSystem.Truncate(descriptor, length) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    /// <remarks>The system reserves behind what the file occupies, and nowhere else: the holes of a sparse file cannot be filled.</remarks>
    public override IoResult Allocate(PlatformFile file, long offset, long length)
    {
        var descriptor = Descriptor(file);
        var result = Stat(descriptor, out var stat);
        if (result.IsFailure)
        {
            return result;
        }

        var allocated = stat.Blocks * BlockUnit;
        if (offset + length <= allocated && stat.Size <= allocated)
        {
            return IoResult.Success();
        }

        if (stat.Size > allocated)
        {
            return NotSupported;
        }

        var request = new Preallocation { Flags = AllOrNothing, PositionMode = FromPhysicalEnd, Length = offset + length - allocated };
        return Control(descriptor, Preallocate, (nint)(&request));
    }

    /// <remarks>
    /// <c>fsync</c> would leave the bytes in the device's cache. File systems that are not Apple's may know nothing else; then that is
    /// what is done, and <see cref="DescribeDurability"/> says so.
    /// </remarks>
    public override IoResult FlushData(PlatformFile file)
    {
        var own = (MacOSFile)file;
        if (!own.LacksFullSync)
        {
            var flushed = Control(own.Descriptor, FullSync, 0);
            if (!IsUnknownRequest(flushed))
            {
                return flushed;
            }

            own.LacksFullSync = true;
        }

        return Sync(own.Descriptor);
    }

    /// <remarks>Where the file system has no such order, what was written is made durable.</remarks>
    public override IoResult Barrier(PlatformFile file)
    {
        var ordered = Control(((MacOSFile)file).Descriptor, BarrierSync, 0);
        return IsUnknownRequest(ordered) ? FlushData(file) : ordered;
    }

    public override IoResult FlushAll(PlatformFile file) => FlushData(file);

    public override string DescribeFileSystem(PlatformFile file)
    {
        FileSystemStat place;
        return LibSystem.StatFileSystem(Descriptor(file), &place) == 0 ? Marshal.PtrToStringUTF8((nint)place.TypeName) ?? "" : "";
    }

    public override bool IsVolatile(PlatformFile file) => ((MacOSFile)file).IsVolatile;

    /// <remarks>Not asked for by a flush, which would consume the record of a failed write-back: the first real one finds out.</remarks>
    public override string DescribeDurability(PlatformFile file) =>
        IsVolatile(file) ? "none (volatile)" : ((MacOSFile)file).LacksFullSync ? "fsync (not through the device's cache)" : "F_FULLFSYNC";

    public override IoResult FlushDirectory(string path)
    {
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        int descriptor;
        fixed (byte* native = bytes)
        {
            var opened = OpenOnce(native, CloseOnExec | DirectoryOnly, 0, out descriptor);
            if (opened.IsFailure)
            {
                return opened;
            }
        }

        var flushed = Control(descriptor, FullSync, 0);
        if (IsUnknownRequest(flushed))
        {
            flushed = Sync(descriptor);
        }

        return LibSystem.Close(descriptor) != 0 && !flushed.IsFailure ? LastError() : flushed;
    }

    /// <summary>Whether the file system does not know the request.</summary>
    private static bool IsUnknownRequest(IoResult result) =>
        result.Error is MacOSErrors.ENOTSUP or MacOSErrors.ENOTTY or MacOSErrors.EINVAL or MacOSErrors.ENODEV;

    private static IoResult Control(int descriptor, int command, nint argument)
    {
        while (LibSystem.FileControl(descriptor, command, argument) == -1)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    private static IoResult Sync(int descriptor)
    {
        while (LibSystem.Sync(descriptor) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }
}
