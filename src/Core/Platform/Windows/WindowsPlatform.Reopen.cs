using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The same file opened in another way, and what transfers past the cache ask for.</summary>
internal sealed unsafe partial class WindowsPlatform
{
    private const uint NoBuffering = 0x2000_0000;

    public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        var own = (WindowsFile)file;
        var flags = (caching == Caching.Direct ? NoBuffering : 0) | (durability == Durability.None ? 0 : WriteThrough);
        var opened = Kernel32.ReopenFile(own.Handle, AccessOf(own.Rights), ShareAll, flags);
        if (opened == Kernel32.InvalidHandle)
        {
            return LastError();
        }

        other = new WindowsFile(opened, own.Rights);
        return IoResult.Success();
    }

    /// <remarks>Sectors as the device names them. No write is promised to be untorn.</remarks>
    public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
    {
        var asked = Get(HandleOf(file), StorageInformation.Kind, out StorageInformation storage);
        var sector = asked.IsFailure ? 0 : (int)storage.LogicalSector;
        limits = new TransferLimits(sector, sector, 0, 0);
        return IsUnknownRequest(asked) ? NotSupported : asked;
    }

    public override SectorSizes SectorsOf(PlatformFile file) =>
        Get(HandleOf(file), StorageInformation.Kind, out StorageInformation storage).IsFailure
            ? default
            : new SectorSizes((int)storage.LogicalSector, (int)storage.PhysicalSectorForAtomicity);

    /// <remarks>
    /// The system finds the end and writes in one step, and moves the position of the handle to the end of what it wrote. Every transfer of a
    /// handle moves its position, so appends have a handle of their own.
    /// </remarks>
    public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options)
    {
        var own = (WindowsFile)file;
        if (buffer.IsEmpty)
        {
            var asked = Get(own.Handle, StandardInformation.Kind, out StandardInformation standard);
            return asked.IsFailure ? asked : IoResult.Success(standard.Length);
        }

        var handle = own.Appending;
        if (handle == Kernel32.InvalidHandle)
        {
            return LastError();
        }

        IoResult appended;
        lock (own.AppendGate)
        {
            appended = Append(handle, buffer);
        }

        if (appended.IsFailure || (options & (TransferOptions.Durable | TransferOptions.FullyDurable)) == 0)
        {
            return appended;
        }

        var flushed = FlushData(file);
        return flushed.IsFailure ? IoResult.Failure(flushed.Error, buffer.Length) : appended;
    }

    private static IoResult Append(nint handle, ReadOnlySpan<byte> buffer)
    {
        const ulong atTheEnd = ulong.MaxValue;
        const uint fromHere = 1;
        var place = new Overlapped(atTheEnd);
        uint count = 0;
        fixed (byte* start = buffer)
        {
            if (Kernel32.Write(handle, start, (uint)buffer.Length, &count, &place) == 0)
            {
                return IoResult.Failure(Marshal.GetLastPInvokeError(), count);
            }
        }

        if (count < buffer.Length)
        {
            return IoResult.Failure(WindowsErrors.WriteFault, count);
        }

        long end;
        return Kernel32.Seek(handle, 0, &end, fromHere) != 0 ? IoResult.Success(end - count) : LastError();
    }
}
