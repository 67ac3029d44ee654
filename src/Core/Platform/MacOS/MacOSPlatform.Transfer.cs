using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    /// <summary>What is transferred in one call; the system refuses more than 2^31 - 1 bytes.</summary>
    private const int LargestTransfer = 0x7FFF_F000;

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset)
    {
        var descriptor = Descriptor(file);

        // The system refuses an interval beyond the largest offset.
        var length = (int)Math.Min(buffer.Length, long.MaxValue - offset);
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < length)
            {
                var count = LibSystem.Read(descriptor, start + done, (nuint)Math.Min(length - done, LargestTransfer), offset + done);
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
                if (error != MacOSErrors.EINTR)
                {
                    return IoResult.Failure(error, done);
                }
            }
        }

        return IoResult.Success(done);
    }

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        var own = (MacOSFile)file;
        var written = Write(own.Descriptor, buffer, offset);
        if (written.IsFailure || own.Durability == Durability.None)
        {
            return written;
        }

        return After(written, own.Durability == Durability.Barrier ? Barrier(own) : FlushData(file));
    }

    /// <remarks>The system has no write that reaches the medium by itself: the whole file is flushed.</remarks>
    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        var written = Write(Descriptor(file), buffer, offset);
        return written.IsFailure ? written : After(written, FlushData(file));
    }

    private static IoResult Write(int descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var count = LibSystem.Write(descriptor, start + done, (nuint)Math.Min(buffer.Length - done, LargestTransfer), offset + done);
                if (count > 0)
                {
                    done += (int)count;
                    continue;
                }

                var error = count == 0 ? MacOSErrors.EIO : Marshal.GetLastPInvokeError();
                if (error != MacOSErrors.EINTR)
                {
                    return IoResult.Failure(error, done);
                }
            }
        }

        return IoResult.Success(done);
    }
}
