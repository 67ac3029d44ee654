using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int Readable = 0x1;
    private const int Writable = 0x2;
    private const int Executable = 0x4;

    private const int Shared = 0x01;
    private const int Private = 0x02;
    private const int Fixed = 0x10;
    private const int Anonymous = 0x20;
    private const int NoReserve = 0x4000;
    private const int Stack = 0x20000;

    private const int WaitForWriteBack = 4;
    private const int InHugePages = 14;
    private const int PopulateForRead = 22;
    private const int PopulateForWrite = 23;

    private const nint MapFailed = -1;

    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        var prefix = (int)(request.Offset & (PageSize - 1));
        if (request.Length > long.MaxValue - prefix)
        {
            return IoResult.Failure(LinuxErrors.EINVAL);
        }

        var extent = (nuint)(request.Length + prefix);
        var start = Libc.Map(
            0,
            extent,
            ProtectionOf(request.Kind, request.Traits),
            FlagsOf(request.Kind, request.Traits),
            Descriptor(file),
            request.Offset - prefix);
        if (start == MapFailed)
        {
            return LastError();
        }

        if ((request.Traits & MappingTraits.HugePages) != 0)
        {
            // A wish: where the file system or the kernel has none for it, ordinary pages do.
            _ = Libc.Advise(start, extent, InHugePages);
        }

        var guard = request.State != 0 && FaultGuard.IsInstalled ? FaultGuard.Add(start, extent, (RegionState*)request.State) : 0;
        mapping = new LinuxMapping(start, extent, prefix, request, guard);
        return IoResult.Success();
    }

    public override IoResult Retire(PlatformMapping mapping)
    {
        var own = (LinuxMapping)mapping;
        return Replace(own.Start, own.Extent, own.Kind);
    }

    public override IoResult Retire(PlatformMapping mapping, long offset, long length)
    {
        var own = (LinuxMapping)mapping;
        var (start, extent) = own.PagesFrom(offset, length, PageSize);
        return extent == 0 ? IoResult.Success() : Replace(own.Start + (nint)start, (nuint)extent, own.Kind);
    }

    public override IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length)
    {
        var own = (LinuxMapping)mapping;
        var (start, extent) = own.PagesFrom(offset, length, PageSize);
        return extent == 0
            ? IoResult.Success()
            : MapAt(
                own.Start + (nint)start,
                (nuint)extent,
                ProtectionOf(own.Kind, own.Traits),
                FlagsOf(own.Kind, own.Traits) | Fixed,
                Descriptor(file),
                own.FileStart + start);
    }

    public override IoResult Unmap(PlatformMapping mapping)
    {
        var own = (LinuxMapping)mapping;
        if (own.Guard != 0)
        {
            FaultGuard.Remove(own.Guard);
        }

        return Libc.Unmap(own.Start, own.Extent) == 0 ? IoResult.Success() : LastError();
    }

    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        var (address, extent) = ((LinuxMapping)mapping).Pages(offset, length, PageSize);
        while (Libc.SyncMapping(address, extent, WaitForWriteBack) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    public override IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        var (address, extent) = ((LinuxMapping)mapping).Pages(offset, length, PageSize);
        while (Libc.Advise(address, extent, forWrite ? PopulateForWrite : PopulateForRead) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            switch (error)
            {
                case LinuxErrors.EINTR:
                    continue;
                case LinuxErrors.EINVAL:
                    // Kernels before 5.14 do not know the advice.
                    return NotSupported;
                default:
                    return IoResult.Failure(error);
            }
        }

        return IoResult.Success();
    }

    public override IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer)
    {
        fixed (byte* target = buffer)
        {
            var source = (byte*)mapping.Address + offset;
            return FaultGuard.IsInstalled ? Copy(target, source, buffer.Length) : CopyByKernel(target, source, buffer.Length, toMapping: false);
        }
    }

    public override IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* source = buffer)
        {
            var target = (byte*)mapping.Address + offset;
            return FaultGuard.IsInstalled ? Copy(target, source, buffer.Length) : CopyByKernel(source, target, buffer.Length, toMapping: true);
        }
    }

    private static IoResult Copy(byte* to, byte* from, int length)
    {
        var left = FaultGuard.Copy(to, from, (nuint)length);
        return left == 0 ? IoResult.Success(length) : IoResult.Failure(LinuxErrors.EFAULT, length - (long)left);
    }

    /// <summary>Copies between memory of this process and a mapping of it, as if the mapping were another process's.</summary>
    private IoResult CopyByKernel(byte* own, byte* mapped, int length, bool toMapping)
    {
        var done = 0;
        while (done < length)
        {
            var near = new IoVector(own + done, (nuint)(length - done));
            var far = new IoVector(mapped + done, (nuint)(length - done));
            var count = toMapping
                ? Libc.WriteProcess(Environment.ProcessId, &near, 1, &far, 1, 0)
                : Libc.ReadProcess(Environment.ProcessId, &near, 1, &far, 1, 0);
            if (count > 0)
            {
                done += (int)count;
                continue;
            }

            var error = count == 0 ? LinuxErrors.EFAULT : Marshal.GetLastPInvokeError();
            switch (error)
            {
                case LinuxErrors.EINTR:
                    continue;
                case LinuxErrors.EPERM or LinuxErrors.ENOSYS:
                    // A sandbox may refuse the call.
                    return NotSupported;
                default:
                    return IoResult.Failure(error, done);
            }
        }

        return IoResult.Success(done);
    }

    private static IoResult Replace(nint start, nuint extent, MappingKind kind) =>
        MapAt(start, extent, ProtectionOf(kind, MappingTraits.None), Private | Fixed | Anonymous | NoReserve, -1, 0);

    private static IoResult MapAt(nint start, nuint extent, int protection, int flags, int descriptor, long offset) =>
        Libc.Map(start, extent, protection, flags, descriptor, offset) == MapFailed ? LastError() : IoResult.Success();

    private static int FlagsOf(MappingKind kind, MappingTraits traits) =>
        (kind == MappingKind.CopyOnWrite ? Private : Shared)
        | ((traits & MappingTraits.NoReserve) != 0 ? NoReserve : 0)
        | ((traits & MappingTraits.Stack) != 0 ? Stack : 0);

    private static int ProtectionOf(MappingKind kind, MappingTraits traits) =>
        (kind == MappingKind.ReadOnly ? Readable : Readable | Writable)
        | ((traits & MappingTraits.Executable) != 0 ? Executable : 0);
}
