using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    /// <summary>The most that the kernel transfers in one call.</summary>
    private const int LargestTransfer = 0x7FFF_F000;

    private const int SyncWrittenData = 0x2;
    private const int NoWait = 0x8;

    private static readonly bool s_hasReadVector = Libc.Has("preadv2");
    private static readonly bool s_hasWriteVector = Libc.Has("pwritev2");

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset)
    {
        if (((LinuxFile)file).Caching != Caching.Buffered)
        {
            return ReadAt(file, buffer, offset, TransferOptions.None);
        }

        var descriptor = Descriptor(file);
        var length = Reachable(buffer.Length, offset);
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < length)
            {
                var count = Libc.Read(descriptor, start + done, (nuint)Math.Min(length - done, LargestTransfer), offset + done);
                if (count > 0)
                {
                    done += (int)count;
                    continue;
                }

                if (count == 0)
                {
                    break;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error != LinuxErrors.EINTR)
                {
                    return IoResult.Failure(error, done);
                }
            }
        }

        return IoResult.Success(done);
    }

    public override IoResult TryReadAt(PlatformFile file, Span<byte> buffer, long offset)
    {
        if (!s_hasReadVector)
        {
            return NotSupported;
        }

        var descriptor = Descriptor(file);
        fixed (byte* start = buffer)
        {
            var vector = new IoVector(start, (nuint)Reachable(buffer.Length, offset));
            nint count;
            while ((count = Libc.ReadVector(descriptor, &vector, 1, offset, NoWait)) < 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }

            return IoResult.Success(count);
        }
    }

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        if (((LinuxFile)file).Caching != Caching.Buffered)
        {
            return WriteAt(file, buffer, offset, TransferOptions.None);
        }

        var descriptor = Descriptor(file);
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var count = Libc.Write(descriptor, start + done, (nuint)Math.Min(buffer.Length - done, LargestTransfer), offset + done);
                if (count <= 0)
                {
                    var error = count == 0 ? LinuxErrors.EIO : Marshal.GetLastPInvokeError();
                    if (error == LinuxErrors.EINTR)
                    {
                        continue;
                    }

                    return IoResult.Failure(error, done);
                }

                done += (int)count;
            }
        }

        return IoResult.Success(done);
    }

    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        if (!s_hasWriteVector)
        {
            return WriteThenFlush(file, buffer, offset, 0);
        }

        var descriptor = Descriptor(file);
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var vector = new IoVector(start + done, (nuint)Math.Min(buffer.Length - done, LargestTransfer));
                var count = Libc.WriteVector(descriptor, &vector, 1, offset + done, SyncWrittenData);
                if (count > 0)
                {
                    done += (int)count;
                    continue;
                }

                var error = count == 0 ? LinuxErrors.EIO : Marshal.GetLastPInvokeError();
                switch (error)
                {
                    case LinuxErrors.EINTR:
                        continue;
                    case LinuxErrors.EOPNOTSUPP or LinuxErrors.ENOSYS:
                        return WriteThenFlush(file, buffer, offset, done);
                    default:
                        return IoResult.Failure(error, done);
                }
            }
        }

        return IoResult.Success(done);
    }

    /// <summary>The long way to a durable write, where the kernel or the file system has no short one: it flushes the whole file.</summary>
    private IoResult WriteThenFlush(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, int done)
    {
        var written = WriteAt(file, buffer[done..], offset + done);
        var total = done + written.Value;
        if (written.IsFailure)
        {
            return IoResult.Failure(written.Error, total);
        }

        var flushed = FlushData(file);
        return flushed.IsFailure ? IoResult.Failure(flushed.Error, total) : IoResult.Success(total);
    }

    /// <summary>The part of a read that has an offset at all; the kernel refuses an interval beyond the largest one.</summary>
    private static int Reachable(int length, long offset) => (int)Math.Min(length, long.MaxValue - offset);
}
