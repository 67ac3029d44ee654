using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>Transfers with options and of several buffers: <c>preadv2</c> and <c>pwritev2</c>.</summary>
internal sealed unsafe partial class LinuxPlatform
{
    private const int SyncAll = 0x4;
    private const int AppendAtEnd = 0x10;
    private const int AllOrNothing = 0x40;
    private const int LeaveCache = 0x80;

    /// <summary>How many buffers one call takes; the system allows 1024.</summary>
    private const int BuffersPerCall = 64;

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset, TransferOptions options)
    {
        if (!s_hasReadVector)
        {
            return base.ReadAt(file, buffer, offset, options);
        }

        fixed (byte* start = buffer)
        {
            var vector = new IoVector(start, (nuint)Reachable(buffer.Length, offset));
            return Read((LinuxFile)file, &vector, 1, offset, options);
        }
    }

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, TransferOptions options)
    {
        if (!s_hasWriteVector)
        {
            return base.WriteAt(file, buffer, offset, options);
        }

        fixed (byte* start = buffer)
        {
            var vector = new IoVector(start, (nuint)buffer.Length);
            return Write((LinuxFile)file, &vector, 1, offset, options);
        }
    }

    public override IoResult ReadAt(PlatformFile file, IReadOnlyList<Memory<byte>> buffers, long offset, TransferOptions options)
    {
        if (!s_hasReadVector)
        {
            return base.ReadAt(file, buffers, offset, options);
        }

        var vectors = stackalloc IoVector[BuffersPerCall];
        long total = 0;
        for (var first = 0; first < buffers.Count; first += BuffersPerCall)
        {
            var count = Math.Min(BuffersPerCall, buffers.Count - first);
            var pins = default(Pins);
            long wanted = 0;
            IoResult result;
            try
            {
                for (var i = 0; i < count; i++)
                {
                    var buffer = buffers[first + i];
                    var length = Reachable(buffer.Length, offset + total + wanted);
                    vectors[i] = new IoVector(pins.Add(buffer), (nuint)length);
                    wanted += length;
                }

                result = Read((LinuxFile)file, vectors, count, offset + total, options);
            }
            finally
            {
                pins.Release();
            }

            total += result.Value;
            if (result.IsFailure)
            {
                return IoResult.Failure(result.Error, total);
            }

            if (result.Value < wanted)
            {
                break;
            }
        }

        return IoResult.Success(total);
    }

    public override IoResult WriteAt(PlatformFile file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset, TransferOptions options)
    {
        if (!s_hasWriteVector)
        {
            return base.WriteAt(file, buffers, offset, options);
        }

        var vectors = stackalloc IoVector[BuffersPerCall];
        long total = 0;
        for (var first = 0; first < buffers.Count; first += BuffersPerCall)
        {
            var count = Math.Min(BuffersPerCall, buffers.Count - first);
            var pins = default(Pins);
            IoResult result;
            try
            {
                for (var i = 0; i < count; i++)
                {
                    var buffer = buffers[first + i];
                    vectors[i] = new IoVector(pins.Add(buffer), (nuint)buffer.Length);
                }

                result = Write((LinuxFile)file, vectors, count, offset + total, options);
            }
            finally
            {
                pins.Release();
            }

            total += result.Value;
            if (result.IsFailure)
            {
                return IoResult.Failure(result.Error, total);
            }
        }

        return IoResult.Success(total);
    }

    private static IoResult Read(LinuxFile file, IoVector* vectors, int count, long offset, TransferOptions options)
    {
        var flags = (options & TransferOptions.WithoutWaiting) != 0 ? NoWait : 0;
        flags |= file.LeavesCache(options) ? LeaveCache : 0;
        long done = 0;
        while (true)
        {
            var result = Libc.ReadVector(file.Descriptor, vectors, count, offset + done, flags);
            if (result < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (!GoesOn(file, error, ref flags))
                {
                    return IoResult.Failure(error, done);
                }

                continue;
            }

            done += result;

            // Past the page cache only the end of the file is short of a whole block, and nothing can be asked beyond it.
            if (result == 0 || Advance(ref vectors, ref count, result) || (flags & NoWait) != 0 || !file.IsAligned(done))
            {
                return IoResult.Success(done);
            }
        }
    }

    private static IoResult Write(LinuxFile file, IoVector* vectors, int count, long offset, TransferOptions options)
    {
        var flags = file.LeavesCache(options) ? LeaveCache : 0;
        flags |= (options & TransferOptions.FullyDurable) != 0 ? SyncAll : (options & TransferOptions.Durable) != 0 ? SyncWrittenData : 0;
        flags |= (options & TransferOptions.Untorn) != 0 ? AllOrNothing : 0;
        long done = 0;
        while (!Advance(ref vectors, ref count, 0))
        {
            var result = Libc.WriteVector(file.Descriptor, vectors, count, offset + done, flags);
            if (result > 0)
            {
                done += result;
                Advance(ref vectors, ref count, result);
                continue;
            }

            var error = result == 0 ? LinuxErrors.EIO : Marshal.GetLastPInvokeError();
            if (!GoesOn(file, error, ref flags))
            {
                return IoResult.Failure(error, done);
            }
        }

        return IoResult.Success(done);
    }

    /// <summary>Whether a call that failed is made again: after a signal, or without the hint that the file system does not take.</summary>
    private static bool GoesOn(LinuxFile file, int error, ref int flags)
    {
        if (error is LinuxErrors.EOPNOTSUPP && (flags & LeaveCache) != 0)
        {
            file.CannotLeaveCache();
            flags &= ~LeaveCache;
            return true;
        }

        return error == LinuxErrors.EINTR;
    }

    /// <summary>Moves the buffers on by what was transferred. True: they are all done.</summary>
    private static bool Advance(ref IoVector* vectors, ref int count, nint transferred)
    {
        var rest = (nuint)transferred;
        while (count > 0 && vectors->Length <= rest)
        {
            rest -= vectors->Length;
            vectors++;
            count--;
        }

        if (count > 0)
        {
            vectors->Address += rest;
            vectors->Length -= rest;
        }

        return count == 0;
    }

    /// <summary>The pinned buffers of one call. One that cannot be pinned, because it shows a mapping that has ended, throws: the others are released then too.</summary>
    private struct Pins
    {
        private Handles _handles;
        private int _count;

        /// <summary>Pins one more.</summary>
        /// <returns>Where it is.</returns>
        public byte* Add(ReadOnlyMemory<byte> buffer)
        {
            var handle = buffer.Pin();
            _handles[_count++] = handle;
            return (byte*)handle.Pointer;
        }

        public void Release()
        {
            for (var i = 0; i < _count; i++)
            {
                _handles[i].Dispose();
            }
        }

        [InlineArray(BuffersPerCall)]
        private struct Handles
        {
            private MemoryHandle _first;
        }
    }
}
