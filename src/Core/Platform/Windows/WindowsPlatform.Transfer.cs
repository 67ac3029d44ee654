using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    /// <summary>What is transferred in one call.</summary>
    private const int LargestTransfer = 0x4000_0000;

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset)
    {
        var handle = HandleOf(file);

        // The system refuses an interval beyond the largest offset.
        var length = (int)Math.Min(buffer.Length, long.MaxValue - offset);
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < length)
            {
                var place = new Overlapped((ulong)(offset + done));
                var asked = (uint)Math.Min(length - done, LargestTransfer);
                uint count = 0;
                if (Kernel32.Read(handle, start + done, asked, &count, &place) == 0)
                {
                    var error = Marshal.GetLastPInvokeError();
                    return error == WindowsErrors.HandleEof ? IoResult.Success(done) : IoResult.Failure(error, done);
                }

                done += (int)count;
                if (count < asked)
                {
                    // The end. Past the cache the next offset would not be aligned.
                    break;
                }
            }
        }

        return IoResult.Success(done);
    }

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => Write(HandleOf(file), buffer, offset);

    /// <remarks>
    /// Through a second handle, whose writes and what is needed to read them do not stop in the cache. A byte-range lock that this
    /// file holds keeps that handle out, and some file systems have no such handles: then the whole file is flushed.
    /// </remarks>
    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        var done = 0;
        var handle = ((WindowsFile)file).WriteThrough;
        if (handle != Kernel32.InvalidHandle)
        {
            var written = Write(handle, buffer, offset);
            if (written.Error != WindowsErrors.LockViolation)
            {
                return written;
            }

            done = (int)written.Value;
        }

        var rest = WriteAt(file, buffer[done..], offset + done);
        var total = done + rest.Value;
        if (rest.IsFailure)
        {
            return IoResult.Failure(rest.Error, total);
        }

        var flushed = FlushData(file);
        return flushed.IsFailure ? IoResult.Failure(flushed.Error, total) : IoResult.Success(total);
    }

    private static IoResult Write(nint handle, ReadOnlySpan<byte> buffer, long offset)
    {
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var place = new Overlapped((ulong)(offset + done));
                uint count = 0;
                if (Kernel32.Write(handle, start + done, (uint)Math.Min(buffer.Length - done, LargestTransfer), &count, &place) == 0)
                {
                    return IoResult.Failure(Marshal.GetLastPInvokeError(), done);
                }

                if (count == 0)
                {
                    return IoResult.Failure(WindowsErrors.WriteFault, done);
                }

                done += (int)count;
            }
        }

        return IoResult.Success(done);
    }
}
