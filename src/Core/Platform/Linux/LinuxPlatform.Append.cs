using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int FromHere = 1;

    /// <remarks>
    /// With the flag the system finds the end and writes in one step, and the offset -1 makes it move the position of the open
    /// file to the end of what it wrote: asked at once, under the file's own lock, it tells where that was.
    /// </remarks>
    public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options)
    {
        if (!s_hasWriteVector)
        {
            return NotSupported;
        }

        var own = (LinuxFile)file;
        fixed (byte* start = buffer)
        {
            lock (own.PositionGate)
            {
                return Append(own, start, buffer.Length, options);
            }
        }
    }

    private static IoResult Append(LinuxFile file, byte* start, int length, TransferOptions options)
    {
        if (length == 0)
        {
            var end = Libc.Seek(file.Descriptor, 0, FromEnd);
            return end < 0 ? LastError() : IoResult.Success(end);
        }

        var flags = AppendAtEnd | (file.LeavesCache(options) ? LeaveCache : 0);
        flags |= (options & TransferOptions.FullyDurable) != 0 ? SyncAll : (options & TransferOptions.Durable) != 0 ? SyncWrittenData : 0;
        long first = -1;
        var done = 0;
        while (done < length)
        {
            var vector = new IoVector(start + done, (nuint)(length - done));
            var count = Libc.WriteVector(file.Descriptor, &vector, 1, -1, flags);
            if (count <= 0)
            {
                var error = count == 0 ? LinuxErrors.EIO : Marshal.GetLastPInvokeError();
                if (!GoesOn(file, error, ref flags))
                {
                    return IoResult.Failure(error, done);
                }

                continue;
            }

            var end = Libc.Seek(file.Descriptor, 0, FromHere);
            if (end < 0)
            {
                return LastError();
            }

            if (first < 0)
            {
                first = end - count;
            }
            else if (end - count != first + done)
            {
                return IoResult.Failure(LinuxErrors.SplitAppend, done);
            }

            done += (int)count;
        }

        return IoResult.Success(first);
    }
}
