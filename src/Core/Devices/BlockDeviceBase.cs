using System.Globalization;

namespace Mapwright;

/// <summary>A device of blocks of one size, over a file. Offsets and lengths are bytes, and multiples of the size of a block.</summary>
/// <remarks>
/// Safe for use by many threads. Concurrent writes of the same block leave either's bytes. One writable object at a time, of any process, has a device open;
/// slices of it share that. Whoever reads the file itself is not kept out.
/// </remarks>
[Surface("BlockDevice")]
public abstract partial class BlockDeviceBase : FileBackedObject
{
    private const int SmallestBlock = 512;

    private readonly BlockDeviceState _state;

    /// <summary>Takes over an opened device.</summary>
    /// <param name="state">What was opened.</param>
    protected BlockDeviceBase(BlockDeviceState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
        _state = state;
    }

    /// <summary>The size of a block in bytes: a power of two.</summary>
    public int BlockSize => _state.Options.BlockSize;

    /// <summary>The number of blocks.</summary>
    public long BlockCount => Size / BlockSize;

    /// <summary>The size of the device in bytes.</summary>
    public long Size => _state.Size;

    /// <summary>Whether <see cref="Trim"/> works: the device is writable, and the place it is in gives blocks back, as was seen when it was opened.</summary>
    public bool SupportsTrim => _state.SupportsTrim;

    /// <summary>Makes all that was written durable.</summary>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">
    /// The flush failed: writes before it may be lost, and the device is poisoned. It is never retried, because the system
    /// reports a failed write-back once and a second flush would succeed without having written anything.
    /// </exception>
    [Operation, Cleans]
    public void Flush()
    {
        Enter();
        try
        {
            File.FlushData(nameof(Flush));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Makes all that was written durable and closes the device, also where the flush fails. Afterwards every member refuses.</summary>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">The flush failed, as for <see cref="Flush"/>, or closing did.</exception>
    [Operation, Cleans, Invalidates]
    public void Close()
    {
        try
        {
            if (!IsReadOnly)
            {
                Flush();
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Opens a part of the device as a device of its own. It works until it is disposed, also when this one was disposed before.</summary>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">Its length, more than 0.</param>
    /// <returns>The part; the caller disposes it. Exclusive locks of the file are shared with it.</returns>
    /// <exception cref="ArgumentException"><paramref name="offset"/> or <paramref name="length"/> is no multiple of the size of a block.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty, or not inside the device.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    [Operation(Check = nameof(CheckSlice)), RangeOf(nameof(offset), Length = nameof(length))]
    public virtual BlockDeviceBase Slice([Aligned(nameof(BlockSize), AtLeast = SmallestBlock)] long offset, long length)
    {
        CheckSlice(offset, length);
        Enter();
        try
        {
            File.Share();
            return Owner.CreateBlockDevice(new BlockDeviceState(Owner, File, _state.Options, _state.Start + offset, length, SupportsTrim, _state.Gate));
        }
        finally
        {
            Exit();
        }
    }

    private void CheckSlice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        CheckBlocks(offset, length);
    }

    private void CheckBlocks(long offset, long length)
    {
        if (offset % BlockSize != 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Offset {offset} is no multiple of the size of a block, {BlockSize}."), nameof(offset));
        }

        if (length % BlockSize != 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{length} bytes are no multiple of the size of a block, {BlockSize}."), nameof(length));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset > Size - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, string.Create(CultureInfo.InvariantCulture, $"{length} bytes from there are not inside a device of {Size} bytes."));
        }
    }
}
