using System.Globalization;

namespace Mapwright;

public abstract partial class BlockDeviceBase
{
    private static readonly Elsewhere s_elsewhere = new();

    private NoWaitReads _noWait;

    /// <summary>Reads whole blocks.</summary>
    /// <param name="buffer">The buffer to fill, as long as some blocks, or none.</param>
    /// <param name="offset">The offset of the first block.</param>
    /// <exception cref="ArgumentException">The offset or the length of the buffer is no multiple of the size of a block.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A block is not inside the device.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">Another party cut the file off (<see cref="StorageErrorCode.Truncated"/>), or the system failed to read.</exception>
    [Operation(Primitive = StoragePrimitive.ReadAt, Check = nameof(CheckRead), FastPath = nameof(TryRead))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void Read(Span<byte> buffer, [Aligned(nameof(BlockSize), AtLeast = SmallestBlock)] long offset)
    {
        BeginRead(buffer, offset);
        EndRead(Platform.ReadAt(File.Handle, buffer, _state.Start + offset), buffer, offset);
    }

    /// <summary>Writes whole blocks.</summary>
    /// <param name="buffer">The bytes, as many as some blocks have, or none.</param>
    /// <param name="offset">The offset of the first block.</param>
    /// <param name="options">What the write means to what was written before, and to the disk.</param>
    /// <exception cref="ArgumentException">The offset or the number of bytes is no multiple of the size of a block.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A block is not inside the device, or <paramref name="options"/> has an unknown flag.</exception>
    /// <exception cref="UnauthorizedAccessException">The device is read-only.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">
    /// The device is poisoned, or the system failed: after a failed barrier nothing was written; after a failed write the bytes of these blocks are
    /// unspecified, and <see cref="StorageException.BytesWritten"/> says how many were written.
    /// </exception>
    [Operation(Check = nameof(CheckWrite)), Dirties(Unless = nameof(options))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void Write(
        ReadOnlySpan<byte> buffer,
        [Aligned(nameof(BlockSize), AtLeast = SmallestBlock)] long offset,
        DeviceWriteOptions options = DeviceWriteOptions.None)
    {
        CheckWrite(buffer, offset, options);
        EnterForWrite(nameof(Write));
        try
        {
            if ((options & DeviceWriteOptions.PreBarrier) != 0)
            {
                File.WriteBack(static (platform, file, _) => platform.Barrier(file), default(None), File.Inode, nameof(Write));
            }

            _state.Gate.Enter();
            try
            {
                Write(buffer, _state.Start + offset, (options & DeviceWriteOptions.ForceAccess) != 0);
            }
            finally
            {
                _state.Gate.Exit();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Says that the content of blocks is not needed any more: they read as zeros, and occupy nothing.</summary>
    /// <param name="offset">The offset of the first block.</param>
    /// <param name="length">How many bytes of blocks.</param>
    /// <exception cref="ArgumentException">The offset or the length is no multiple of the size of a block.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A block is not inside the device.</exception>
    /// <exception cref="UnauthorizedAccessException">The device is read-only.</exception>
    /// <exception cref="NotSupportedException">The file system cannot give blocks back; the content is as it was.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">The device is poisoned, or the system refused; the content of the blocks is then the old one or zeros.</exception>
    [Operation(Check = nameof(CheckBlocks)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Trim([Aligned(nameof(BlockSize), AtLeast = SmallestBlock)] long offset, long length)
    {
        CheckBlocks(offset, length);
        EnterForWrite(nameof(Trim));
        try
        {
            if (length > 0)
            {
                _state.Gate.Enter();
                try
                {
                    File.Check(Platform.PunchHole(File.Handle, _state.Start + offset, length), nameof(Trim), _state.Start + offset);
                }
                finally
                {
                    _state.Gate.Exit();
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    private void Write(ReadOnlySpan<byte> buffer, long place, bool isForced)
    {
        if (isForced)
        {
            File.WriteDurable(buffer, place, nameof(Write));
        }
        else
        {
            File.Check(Platform.WriteAt(File.Handle, buffer, place), nameof(Write), place);
        }
    }

    /// <remarks>A native request has the offset of the operation: the reads of a slice that starts elsewhere hop.</remarks>
    private PlatformFile BeginRead(Span<byte> buffer, long offset)
    {
        CheckRead(buffer, offset);
        Enter();
        return _state.Start == 0 ? File.Handle : s_elsewhere;
    }

    private void EndRead(IoResult result, Span<byte> buffer, long offset)
    {
        Exit();
        var place = _state.Start + offset;
        File.Check(result, nameof(Read), place);
        if (result.Value < buffer.Length)
        {
            throw new StorageException(
                StorageErrorCode.Truncated,
                nameof(Read),
                Path,
                string.Create(CultureInfo.InvariantCulture, $"'{Path}' ends {result.Value} bytes after offset {place}, inside of the device: another party cut it off."),
                place);
        }
    }

    private bool TryRead(Span<byte> buffer, long offset)
    {
        Enter();
        try
        {
            if (!_noWait.TryRead(Platform, File.Handle, buffer, _state.Start + offset, out var count) || count < buffer.Length)
            {
                return false;
            }

            Telemetry.NoteAvoidedHop(nameof(Read));
            File.Check(IoResult.Success(count), nameof(Read), _state.Start + offset);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    private void CheckRead(Span<byte> buffer, long offset) => CheckBlocks(offset, buffer.Length);

    private void CheckWrite(ReadOnlySpan<byte> buffer, long offset, DeviceWriteOptions options)
    {
        CheckBlocks(offset, buffer.Length);
        if ((options & ~(DeviceWriteOptions.ForceAccess | DeviceWriteOptions.PreBarrier)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "The options are ForceAccess, PreBarrier, both or none.");
        }
    }

    /// <summary>Has no handle, so that no adapter takes the request.</summary>
    private sealed class Elsewhere : PlatformFile;
}
