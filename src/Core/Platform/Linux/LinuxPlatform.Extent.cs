namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int KeepSize = 0x1;
    private const uint StartWriteBack = 0x2;
    private const int SetWriteHint = 1036;

    public override IoResult SetLength(PlatformFile file, long length)
    {
        var descriptor = Descriptor(file);
        while (Libc.Truncate(descriptor, length) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    public override IoResult Allocate(PlatformFile file, long offset, long length) =>
        Allocate(Descriptor(file), KeepSize, offset, length);

    public override IoResult FlushData(PlatformFile file)
    {
        var descriptor = Descriptor(file);
        while (Libc.SyncData(descriptor) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    public override IoResult SetWriteLifetime(PlatformFile file, WriteLifetime lifetime)
    {
        // The members of the enumeration are the system's own values.
        var value = (ulong)lifetime;
        return Libc.FileControl(Descriptor(file), SetWriteHint, &value) == 0 ? IoResult.Success() : LastError();
    }

    public override IoResult FlushAll(PlatformFile file) => Sync(Descriptor(file));

    public override IoResult StartFlush(PlatformFile file, long offset, long length)
    {
        // To the system a length of 0 is "to the end".
        if (length == 0)
        {
            return IoResult.Success();
        }

        var descriptor = Descriptor(file);
        while (Libc.SyncRange(descriptor, offset, length, StartWriteBack) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    /// <remarks>
    /// The system has no flush of an interval by descriptor, but a synchronous one by address: of a mapping that nobody
    /// touches, it writes back and commits just that interval.
    /// </remarks>
    public override IoResult FlushRange(PlatformFile file, long offset, long length)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        if (!((LinuxFile)file).IsReadWrite)
        {
            // Of a file that is not open for both, such a mapping is refused, or its flush does nothing.
            return FlushData(file);
        }

        var prefix = offset & (PageSize - 1);
        var extent = Math.Min(length, long.MaxValue - offset) + prefix;
        var address = Libc.Map(0, (nuint)extent, Readable, Shared, Descriptor(file), offset - prefix);
        if (address == MapFailed)
        {
            // There are not enough addresses for the interval.
            return FlushData(file);
        }

        var flushed = IoResult.Success();
        while (Libc.SyncMapping(address, (nuint)extent, WaitForWriteBack) != 0)
        {
            if (!WasInterrupted(out flushed))
            {
                break;
            }

            flushed = IoResult.Success();
        }

        return Libc.Unmap(address, (nuint)extent) != 0 && !flushed.IsFailure ? LastError() : flushed;
    }

    public override IoResult FlushDirectory(string path)
    {
        var opened = OpenDirectoryDescriptor(path, 0, out var descriptor);
        if (opened.IsFailure)
        {
            return opened;
        }

        var flushed = Sync(descriptor);
        return Libc.Close(descriptor) != 0 && !flushed.IsFailure ? LastError() : flushed;
    }

    private static IoResult Sync(int descriptor)
    {
        while (Libc.Sync(descriptor) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }
}
