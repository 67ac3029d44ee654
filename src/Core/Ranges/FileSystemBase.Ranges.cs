using System.Globalization;

namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>
    /// Creates a file of a fixed length to write in ranges. A call that fails leaves no file behind. The name is durable after
    /// <see cref="FlushParent"/>, and at once where allocation is durable. Without that, nothing keeps a second object of the same file from handing out the same
    /// ranges.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <param name="options">How to create it.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0, or more than the alignment allows.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">The file system cannot reserve blocks, and was asked to.</exception>
    /// <exception cref="StorageException">
    /// The file exists (<see cref="StorageErrorCode.AlreadyExists"/>) and the options do not say <see cref="RangedFileOptions.Overwrite"/>, another object
    /// allocates durably from it and this one is to (<see cref="StorageErrorCode.InUse"/>), the disk is full, the length is more than the file system allows, or the
    /// system refused.
    /// </exception>
    [Operation(Check = nameof(CheckCreateRanged)), Factory("Create"), Opens(Writable = true, FlushRelevant = true)]
    public virtual RangedFileBase CreateRanged(string path, long length, RangedFileOptions? options = null)
    {
        CheckCreateRanged(path, length, options);
        options ??= new RangedFileOptions();
        var disposition = options.Overwrite ? FileDisposition.OpenOrCreate : FileDisposition.CreateNew;
        var file = Mapwright.OpenFile.Open(
            Platform, path, new OpenRequest(FileRights.ReadWrite, disposition, options.UnixMode), nameof(CreateRanged));
        LedgerPlace? place = null;
        try
        {
            place = options.IsAllocationDurable ? TakeLedgerPlace(file, options) : null;

            // An existing file gets the new length first: a length that is refused leaves its content alone.
            file.Check(Platform.SetLength(file.Handle, length), nameof(CreateRanged));
            if (!file.WasCreated)
            {
                file.Check(Platform.SetLength(file.Handle, 0), nameof(CreateRanged));
                file.Check(Platform.SetLength(file.Handle, length), nameof(CreateRanged));
            }

            if (options.Preallocate)
            {
                file.Check(Platform.Allocate(file.Handle, 0, length), nameof(CreateRanged));
            }

            if (options.IsAllocationDurable)
            {
                // What tells of the file must not survive a crash that its length does not.
                file.CheckWriteBack(Platform.FlushAll(file.Handle), nameof(CreateRanged));
            }

            var state = RangedState(file, length, allocated: 0, options, place);
            CloseReplaced(place, state);
            return CreateRangedFile(state);
        }
        catch (Exception cause)
        {
            try
            {
                place?.Discard(cause, nameof(CreateRanged));
            }
            finally
            {
                file.Discard(cause, nameof(CreateRanged));
            }

            throw;
        }
    }

    /// <summary>
    /// Opens an existing file to write the rest of it in ranges. Unless allocation is durable, nothing keeps another object of the same file from handing out the
    /// same ranges.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="allocated">
    /// The bytes at the beginning that hold what is to be kept: no range is allocated there. With 0, everything may be overwritten, but for what an allocation
    /// that is durable says was handed out.
    /// </param>
    /// <param name="options">How to open it.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="allocated"/> is negative or more than the file has.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or allocation is durable and the file that tells of it is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">
    /// The path names no regular file; or the system refused; or allocation is durable, and another object has it open
    /// (<see cref="StorageErrorCode.InUse"/>), or what tells of it is damaged or for another file (<see cref="StorageErrorCode.StateCorrupt"/>).
    /// </exception>
    [Operation(Check = nameof(CheckOpenRanged)), Factory("Open"), Opens(Writable = true, FlushRelevant = true)]
    public virtual RangedFileBase OpenRanged(string path, long allocated, RangedFileOptions? options = null)
    {
        CheckOpenRanged(path, allocated, options);
        options ??= new RangedFileOptions();
        var file = Mapwright.OpenFile.Open(
            Platform, path, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenExisting, default), nameof(OpenRanged));
        try
        {
            var length = file.GetLength(nameof(OpenRanged));
            CheckUnits(length, options);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(allocated, length);
            return CreateRangedFile(RangedState(file, length, allocated, options, place: null));
        }
        catch (Exception cause)
        {
            file.Discard(cause, nameof(OpenRanged));
            throw;
        }
    }

    private static LedgerPlace TakeLedgerPlace(OpenFile file, RangedFileOptions options)
    {
        try
        {
            return LedgerPlace.Take(file, options.UnixMode, nameof(CreateRanged));
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.InUse)
        {
            // Also where this call created the file: the other party may have opened it since.
            file.KeepCreated();
            throw;
        }
    }

    private RangedFileState RangedState(OpenFile file, long length, long allocated, RangedFileOptions options, LedgerPlace? place)
    {
        var alignment = AlignmentOf(options);
        if (options.IsAllocationDurable)
        {
            var durable = place is not null
                ? DurableRangeAllocator.Create(file, place.TakeTemporary(), length, alignment, nameof(CreateRanged))
                : DurableRangeAllocator.Open(file, length, alignment, allocated, nameof(OpenRanged));
            return new RangedFileState(this, file, length, alignment, durable, allocated);
        }

        var allocator = options.Allocator is { } factory
            ? factory(length, alignment, allocated) ?? throw new InvalidOperationException($"The factory of the allocator of '{file.Path}' returned none.")
            : new ConcurrentRangeAllocator(length, alignment, allocated);
        return new RangedFileState(this, file, length, alignment, allocator, allocated);
    }

    private int AlignmentOf(RangedFileOptions? options) => options is { Alignment: > 0 and var alignment } ? alignment : Platform.PageSize;

    private static void CloseReplaced(LedgerPlace? place, RangedFileState state)
    {
        try
        {
            place?.CloseExisting();
        }
        catch
        {
            ((DurableRangeAllocator)state.Allocator).Close();
            throw;
        }
    }

    private void CheckCreateRanged(string path, long length, RangedFileOptions? options)
    {
        CheckPath(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        CheckUnits(length, options);
        CheckAllocator(options);
    }

    private static void CheckOpenRanged(string path, long allocated, RangedFileOptions? options)
    {
        CheckPath(path);
        ArgumentOutOfRangeException.ThrowIfNegative(allocated);
        CheckAllocator(options);
    }

    private static void CheckAllocator(RangedFileOptions? options)
    {
        if (options is { IsAllocationDurable: true, Allocator: not null })
        {
            throw new ArgumentException("A durable allocation has an allocator of its own; give one or ask for the other.", nameof(options));
        }
    }

    private void CheckUnits(long length, RangedFileOptions? options)
    {
        var alignment = AlignmentOf(options);
        if (length / alignment > UnitRangeStates.MostUnits && alignment >= RangeStates.SmallestUnit)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length),
                length,
                string.Create(CultureInfo.InvariantCulture, $"With an alignment of {alignment}, a ranged file has at most {UnitRangeStates.MostUnits} units."));
        }
    }
}
