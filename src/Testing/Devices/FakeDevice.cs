namespace Mapwright.Testing;

/// <summary>
/// A block device in memory that can be crashed and made to fail. It is a file of a <see cref="SimulatedPlatform"/> of its own: open it through any adapter, by
/// <see cref="Platform"/> and <see cref="Path"/>.
/// </summary>
/// <remarks>
/// <para>
/// A crash keeps what was flushed or forced. Of the rest, a barrier (<see cref="DeviceWriteOptions.PreBarrier"/>) begins a new epoch: all of some epochs
/// survives, any part of the next one, and nothing that came later. A sector that is lost has an old content. So code that takes a barrier for a flush, or no
/// barrier for one, fails here, as it does on a real disk.
/// </para>
/// <para>What is announced, traced and injected is the platform's: <see cref="SimulatedPlatform.OnPrimitive"/>, <see cref="SimulatedPlatform.Inject"/>.</para>
/// </remarks>
public sealed class FakeDevice
{
    /// <summary>Makes a device of zeros.</summary>
    /// <param name="blockCount">The number of blocks, more than 0.</param>
    /// <param name="blockSize">The size of a block in bytes: a power of two from 512.</param>
    /// <param name="seed">Decides what survives a crash.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public FakeDevice(long blockCount, int blockSize = 4096, int seed = 0)
        : this(blockSize, seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockCount, Array.MaxLength / blockSize);
        Platform.AddFile(Path, new byte[blockCount * blockSize]);
    }

    /// <summary>Makes a device with a content.</summary>
    /// <param name="image">The content: some whole blocks.</param>
    /// <param name="blockSize">The size of a block in bytes: a power of two from 512.</param>
    /// <param name="seed">Decides what survives a crash.</param>
    /// <exception cref="ArgumentException">The image is no number of whole blocks, or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockSize"/> is out of its range.</exception>
    public FakeDevice(ReadOnlySpan<byte> image, int blockSize = 4096, int seed = 0)
        : this(blockSize, seed)
    {
        if (image.IsEmpty || image.Length % blockSize != 0)
        {
            throw new ArgumentException($"An image has some whole blocks of {blockSize} bytes, and not {image.Length} bytes.", nameof(image));
        }

        Platform.AddFile(Path, image);
    }

    private FakeDevice(int blockSize, int seed)
    {
        Options = new BlockDeviceOptions { BlockSize = blockSize };
        Platform = new SimulatedPlatform(new SimulatedPlatformOptions { Seed = seed, MaximumFileLength = Array.MaxLength });
    }

    /// <summary>What does the I/O, for the file system of an adapter.</summary>
    public SimulatedPlatform Platform { get; }

    /// <summary>The path of the device.</summary>
    public string Path { get; } = "/device";

    /// <summary>How to open it: the size of its blocks.</summary>
    public BlockDeviceOptions Options { get; }

    /// <summary>Opens the device through a file system of its platform.</summary>
    /// <param name="files">The file system of an adapter, made with <see cref="Platform"/>.</param>
    /// <returns>The device; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">The file system is of another platform.</exception>
    /// <exception cref="StorageException">Another object has it open (<see cref="StorageErrorCode.InUse"/>), or a fault was injected.</exception>
    public BlockDeviceBase Open(FileSystemBase files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.OpenDevice(Path, Options);
    }

    /// <summary>What a read gets now.</summary>
    /// <returns>The whole content.</returns>
    public byte[] ReadLive() => Platform.ReadLive(Path);

    /// <summary>What a crash certainly leaves.</summary>
    /// <returns>The whole content.</returns>
    public byte[] ReadDurable() => Platform.ReadDurable(Path)!;

    /// <summary>Cuts the power and starts again: objects that have the device open fail from then on, and it is opened anew.</summary>
    /// <param name="survivalRate">The chance of what is not durable to survive, from 0 to 1; drawn where not given.</param>
    public void Crash(double? survivalRate = null) => Platform.PowerCut(survivalRate);
}
