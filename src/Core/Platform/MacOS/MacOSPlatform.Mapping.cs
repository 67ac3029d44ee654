namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int Readable = 0x1;
    private const int Writable = 0x2;
    private const int Executable = 0x4;

    private const int Shared = 0x01;
    private const int Private = 0x02;
    private const int Fixed = 0x10;
    private const int NoReserve = 0x40;
    private const int Anonymous = 0x1000;

    private const int WaitForWriteBack = 0x10;

    private const nint MapFailed = -1;

    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        var prefix = (int)(request.Offset & (PageSize - 1));
        if (request.Length > long.MaxValue - prefix)
        {
            return IoResult.Failure(MacOSErrors.EINVAL);
        }

        var extent = (nuint)(request.Length + prefix);
        var start = LibSystem.Map(
            0, extent, ProtectionOf(request.Kind, request.Traits), VisibilityOf(request.Kind), Descriptor(file), request.Offset - prefix);
        if (start == MapFailed)
        {
            return LastError();
        }

        mapping = new MacOSMapping((MacOSFile)file, start, extent, prefix, request);
        return IoResult.Success();
    }

    public override IoResult Retire(PlatformMapping mapping) => Retire((MacOSMapping)mapping, 0, ((MacOSMapping)mapping).Extent);

    public override IoResult Retire(PlatformMapping mapping, long offset, long length)
    {
        var own = (MacOSMapping)mapping;
        var (first, extent) = own.PagesFrom(offset, length, PageSize);
        return extent == 0 ? IoResult.Success() : Retire(own, (nint)first, (nuint)extent);
    }

    public override IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length)
    {
        var own = (MacOSMapping)mapping;
        var (first, extent) = own.PagesFrom(offset, length, PageSize);
        if (extent == 0)
        {
            return IoResult.Success();
        }

        var restored = LibSystem.Map(
            own.Start + (nint)first,
            (nuint)extent,
            ProtectionOf(own.Kind, own.Traits),
            VisibilityOf(own.Kind) | Fixed,
            Descriptor(file),
            own.FileStart + first);
        return restored == MapFailed ? LastError() : IoResult.Success();
    }

    public override IoResult Unmap(PlatformMapping mapping)
    {
        var own = (MacOSMapping)mapping;
        return LibSystem.Unmap(own.Start, own.Extent) == 0 ? IoResult.Success() : LastError();
    }

    /// <remarks>Writing the pages back is not enough here: they would stop in the device's cache, as with <c>fsync</c>.</remarks>
    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        var own = (MacOSMapping)mapping;
        var (address, extent) = own.Pages(offset, length, PageSize);
        while (LibSystem.SyncMapping(address, extent, WaitForWriteBack) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return FlushData(own.File);
    }

    private static IoResult Retire(MacOSMapping mapping, nint first, nuint extent)
    {
        var replaced = LibSystem.Map(
            mapping.Start + first, extent, ProtectionOf(mapping.Kind, MappingTraits.None), Private | Fixed | Anonymous | NoReserve, -1, 0);
        return replaced == MapFailed ? LastError() : IoResult.Success();
    }

    private static int ProtectionOf(MappingKind kind, MappingTraits traits) =>
        (kind == MappingKind.ReadOnly ? Readable : Readable | Writable) | ((traits & MappingTraits.Executable) != 0 ? Executable : 0);

    private static int VisibilityOf(MappingKind kind) => kind == MappingKind.CopyOnWrite ? Private : Shared;
}
