using System.Globalization;

namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>
    /// Creates a file of zeros to use as a block device. A call that fails leaves no file behind. The name is durable after <see cref="FlushParent"/>.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="blockCount">The number of blocks, more than 0.</param>
    /// <param name="options">How to create it.</param>
    /// <returns>The device; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or the options ask for a device that is read-only.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blockCount"/> is not more than 0, or more than a file can have.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">The file system cannot reserve blocks, and was asked to.</exception>
    /// <exception cref="StorageException">
    /// The file exists (<see cref="StorageErrorCode.AlreadyExists"/>) and the options do not say <see cref="BlockDeviceOptions.Overwrite"/>; another object has it
    /// open as a device (<see cref="StorageErrorCode.InUse"/>); the disk is full, the file would be too large, or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckCreateDevice)), Factory("Create"), Opens(Writable = true, FlushRelevant = true, BlockSize = 4096)]
    public virtual BlockDeviceBase CreateDevice(string path, long blockCount, BlockDeviceOptions? options = null)
    {
        CheckCreateDevice(path, blockCount, options);
        options ??= BlockDeviceOptions.Default;
        var size = blockCount * options.BlockSize;
        var disposition = options.Overwrite ? FileDisposition.OpenOrCreate : FileDisposition.CreateNew;
        var file = Mapwright.OpenFile.Open(
            Platform, path, new OpenRequest(FileRights.ReadWrite, disposition, options.UnixMode), nameof(CreateDevice));
        try
        {
            ExclusiveUse.Take(file, LockMode.Exclusive, nameof(CreateDevice));

            // An existing file gets the new length first: a length that is refused leaves its content alone.
            file.Check(Platform.SetLength(file.Handle, size), nameof(CreateDevice));
            if (!file.WasCreated)
            {
                file.Check(Platform.SetLength(file.Handle, 0), nameof(CreateDevice));
                file.Check(Platform.SetLength(file.Handle, size), nameof(CreateDevice));
            }

            if (options.Preallocate)
            {
                file.Check(Platform.Allocate(file.Handle, 0, size), nameof(CreateDevice));
            }

            return CreateBlockDevice(new BlockDeviceState(this, file, options, start: 0, size, Platform.CanPunchHoles(file.Handle)));
        }
        catch (Exception cause)
        {
            file.Discard(cause, nameof(CreateDevice));
            throw;
        }
    }

    /// <summary>
    /// Opens a file as a block device, or a block device of the system: for writing exclusively, so that it is not mounted, and nobody else has it so.
    /// </summary>
    /// <param name="path">The path of the file; on Linux also of a device, such as <c>/dev/loop0</c>.</param>
    /// <param name="options">How to open it.</param>
    /// <returns>The device; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">
    /// The path names neither a regular file nor a device, or one whose length is no multiple of the size of a block, or is 0, or a device whose sectors are no part of
    /// a block (<see cref="StorageErrorCode.WrongKind"/>); another object has it open as a device, and not both are read-only, or it is mounted
    /// (<see cref="StorageErrorCode.InUse"/>); or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckOpenDevice)), Factory("Open")]
    [Opens(Writable = true, FlushRelevant = true, BlockSize = 4096, ReadOnlyWhen = "IsReadOnly=true")]
    public virtual BlockDeviceBase OpenDevice(string path, BlockDeviceOptions? options = null)
    {
        CheckOpenDevice(path, options);
        options ??= BlockDeviceOptions.Default;
        var rights = options.IsReadOnly ? FileRights.Read : FileRights.ReadWrite;
        var file = Mapwright.OpenFile.Open(
            Platform, path, new OpenRequest(rights, FileDisposition.OpenExisting, default) { AllowsBlockDevice = true }, nameof(OpenDevice));
        try
        {
            ExclusiveUse.Take(file, options.IsReadOnly ? LockMode.Shared : LockMode.Exclusive, nameof(OpenDevice));
            var metadata = file.GetMetadata(nameof(OpenDevice));
            CheckGeometry(path, metadata, options.BlockSize);
            var supportsTrim = !options.IsReadOnly && Platform.CanPunchHoles(file.Handle);
            return CreateBlockDevice(new BlockDeviceState(this, file, options, start: 0, metadata.Length, supportsTrim));
        }
        catch (Exception cause)
        {
            file.Discard(cause, nameof(OpenDevice));
            throw;
        }
    }

    private static void CheckCreateDevice(string path, long blockCount, BlockDeviceOptions? options)
    {
        CheckPath(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockCount, long.MaxValue / (options ?? BlockDeviceOptions.Default).BlockSize);
        if (options is { IsReadOnly: true })
        {
            throw new ArgumentException("A device that is created is writable; open it again to have it read-only.", nameof(options));
        }
    }

    private static void CheckGeometry(string path, in FileMetadata metadata, int blockSize)
    {
        var what =
            metadata.Length == 0 || metadata.Length % blockSize != 0 ? string.Create(CultureInfo.InvariantCulture, $"has {metadata.Length} bytes")
            : metadata.Kind == FileKind.BlockDevice && blockSize % metadata.BlockSize != 0 ? string.Create(CultureInfo.InvariantCulture, $"has sectors of {metadata.BlockSize} bytes")
            : null;
        if (what is not null)
        {
            throw new StorageException(
                StorageErrorCode.WrongKind,
                nameof(OpenDevice),
                path,
                string.Create(CultureInfo.InvariantCulture, $"'{path}' {what}: that is no device of blocks of {blockSize}."));
        }
    }

    private static void CheckOpenDevice(string path, BlockDeviceOptions? options) => CheckPath(path);
}
