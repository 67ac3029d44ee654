namespace Mapwright;

/// <summary>
/// What a ranged file has handed out, durable in a file beside it, so that the content of the ranged file stays exactly what was written to it.
/// </summary>
/// <remarks>
/// <para>Each change is durable before the call returns. After a call whose flush failed nobody knows what is durable: the file is poisoned, and every later
/// call refuses (<see cref="IsUnsure"/>). One call at a time.</para>
/// <para>A crash loses free space at worst, never a range: a lease is durable before anything below it is handed out, a record of taking before the range
/// that it takes, and a range is free only after the record says so. The slots alternate, so that a
/// write never touches the one that counts. Opening writes the ledger anew under another name, and puts it in place by a rename.</para>
/// </remarks>
internal sealed partial class RangeLedger
{
    private const string Suffix = ".ranges";
    private const string Operation = "Allocate";

    private readonly OpenFile _file;
    private readonly long _length;
    private readonly int _alignment;
    private long _sequence;
    private long _records;

    private RangeLedger(OpenFile file, long length, int alignment)
    {
        _file = file;
        _length = length;
        _alignment = alignment;
    }

    /// <summary>Whether a change failed that may be durable all the same.</summary>
    public bool IsUnsure => _file.Inode.FirstCause is not null;

    /// <summary>The path of the ledger of a ranged file.</summary>
    public static string PathOf(string path) => path + Suffix;

    /// <summary>Makes the ledger of a ranged file, in place of one that is there.</summary>
    /// <remarks>A call that fails leaves none where the ranged file is a new one, which goes too; that of an older file is not known to be unwanted.</remarks>
    public static RangeLedger Create(OpenFile ranged, OpenFile temporary, long length, int alignment, string operation)
    {
        var ledger = Place(temporary, PathOf(ranged.Path), length, alignment, leased: 0, [], operation);
        try
        {
            ledger.FlushName(operation);
            return ledger;
        }
        catch (Exception cause) when (ranged.WasCreated)
        {
            ledger._file.Discard(cause, operation);
            throw;
        }
        catch
        {
            ledger.Close();
            throw;
        }
    }

    /// <summary>Opens the ledger of a ranged file. The free intervals are those below the lease that were given back.</summary>
    public static RangeLedger Open(
        StoragePlatform platform, string path, long length, int alignment, string operation, out long leased, out IReadOnlyList<(long Offset, long Length)> free)
    {
        var old = OpenLocked(platform, PathOf(path), operation);
        RangeLedger? placed = null;
        try
        {
            var mode = old.GetMetadata(operation).UnixMode;
            var ledger = new RangeLedger(old, length, alignment);
            leased = ledger.ReadSlots(operation);
            free = ledger.ReadRecords(leased, operation);
            placed = Place(CreateTemporary(platform, PathOf(path), mode, operation), PathOf(path), length, alignment, leased, free, operation);
            placed.FlushName(operation);
        }
        catch
        {
            placed?.Close();
            old.Close();
            throw;
        }

        try
        {
            // Only now: until the new one was in place, its lock kept others out.
            old.Close();
            return placed;
        }
        catch
        {
            placed.Close();
            throw;
        }
    }

    /// <summary>Makes durable that everything below a position may be handed out.</summary>
    public void RecordLease(long leased)
    {
        Span<byte> bytes = stackalloc byte[RangeLedgerFormat.SlotSize];
        RangeLedgerFormat.Write(bytes, new LedgerSlot(_sequence + 1, _length, _alignment, leased));
        Write(bytes, (_sequence + 1) % 2 * RangeLedgerFormat.SlotDistance);
        _sequence++;
    }

    /// <summary>Makes durable that a range is free again, or was taken again.</summary>
    public void Record(in LedgerRecord record)
    {
        Span<byte> bytes = stackalloc byte[RangeLedgerFormat.RecordSize];
        RangeLedgerFormat.Write(bytes, _records, record);
        Write(bytes, RangeLedgerFormat.RecordsStart + (_records * RangeLedgerFormat.RecordSize));
        _records++;
    }

    /// <summary>Puts a new ledger in the place of this one, which is to be closed then; its name is durable after <see cref="FlushName"/>.</summary>
    public RangeLedger Succeed(long leased, IReadOnlyList<(long Offset, long Length)> free, string operation)
    {
        _file.ThrowIfPoisoned(operation);
        var mode = _file.GetMetadata(operation).UnixMode;
        try
        {
            return Place(CreateTemporary(_file.Platform, _file.Path, mode, operation), _file.Path, _length, _alignment, leased, free, operation);
        }
        catch (Exception cause) when (!ExclusiveUse.IsStillNamed(_file))
        {
            // A rename that failed and was made all the same: what would be recorded here, nobody would read.
            Poison(cause);
            throw;
        }
    }

    /// <summary>Makes the name of this ledger durable: from then on, a crash leaves this one and not the one before.</summary>
    public void FlushName(string operation)
    {
        var directory = PathText.ParentOf(_file.Path)!;
        var flushed = FileSystemBase.FlushNames(_file.Platform, directory);
        if (flushed.IsFailure)
        {
            throw StorageErrors.From(_file.Platform, flushed, operation, directory);
        }
    }

    /// <summary>Refuses every later call: nobody knows which ledger counts.</summary>
    public void Poison(Exception cause) => _file.Inode.Poison(cause);

    public void Close() => _file.Close();

    /// <summary>
    /// Opens a ledger that nobody else has open. Between opening and locking another party may have put a new one in its place: then once more.
    /// </summary>
    public static OpenFile OpenLocked(StoragePlatform platform, string path, string operation)
    {
        while (true)
        {
            var file = OpenFile.Open(platform, path, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenExisting, default), operation);
            try
            {
                ExclusiveUse.Take(file, LockMode.Exclusive, operation);
                if (ExclusiveUse.IsStillNamed(file))
                {
                    return file;
                }
            }
            catch
            {
                file.Close();
                throw;
            }

            file.Close();
        }
    }

    /// <summary>Creates the file that is to become a ledger, and takes it; one that a dead process left is removed, by who holds its lock alone.</summary>
    public static OpenFile CreateTemporary(StoragePlatform platform, string path, UnixFileMode unixMode, string operation)
    {
        var temporary = path + ".new";
        while (true)
        {
            RemoveOrphan(platform, temporary, operation);
            OpenFile file;
            try
            {
                file = OpenFile.Open(platform, temporary, new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, unixMode), operation);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.AlreadyExists)
            {
                continue;
            }

            try
            {
                ExclusiveUse.Take(file, LockMode.Exclusive, operation);
            }
            catch (Exception cause)
            {
                file.Discard(cause, operation);
                throw;
            }

            if (ExclusiveUse.IsStillNamed(file))
            {
                return file;
            }

            // Another party took it for an orphan before it was locked.
            file.Close();
        }
    }

    private static void RemoveOrphan(StoragePlatform platform, string temporary, string operation)
    {
        OpenFile orphan;
        try
        {
            orphan = OpenLocked(platform, temporary, operation);
        }
        catch (FileNotFoundException)
        {
            return;
        }

        var removed = platform.Delete(temporary);
        orphan.Close();
        if (platform.Classify(removed.Error) != StorageErrorCode.NotFound)
        {
            StorageErrors.ThrowIfFailed(platform, removed, operation, temporary);
        }
    }

    /// <summary>Puts a new ledger in the place of the one that is there, if any. Its name is not durable yet.</summary>
    private static RangeLedger Place(
        OpenFile file,
        string path,
        long length,
        int alignment,
        long leased,
        IReadOnlyList<(long Offset, long Length)> free,
        string operation)
    {
        var platform = file.Platform;
        var ledger = new RangeLedger(file, length, alignment) { _records = free.Count };
        try
        {
            ledger.WriteAll(leased, free, operation);
            file.CheckWriteBack(platform.FlushAll(file.Handle), operation);
            var renamed = platform.Rename(file.Path, path, replace: true);
            if (renamed.IsFailure)
            {
                throw StorageErrors.From(platform, renamed, operation, file.Path, target: path);
            }
        }
        catch (Exception cause)
        {
            file.Discard(cause, operation);
            throw;
        }

        file.MovedTo(path);
        return ledger;
    }

    private void WriteAll(long leased, IReadOnlyList<(long Offset, long Length)> free, string operation)
    {
        var bytes = new byte[RangeLedgerFormat.RecordsStart + (free.Count * (long)RangeLedgerFormat.RecordSize)];
        RangeLedgerFormat.Write(bytes, new LedgerSlot(_sequence, _length, _alignment, leased));
        for (var i = 0; i < free.Count; i++)
        {
            var place = RangeLedgerFormat.RecordsStart + (i * RangeLedgerFormat.RecordSize);
            RangeLedgerFormat.Write(bytes.AsSpan(place), i, new LedgerRecord(IsFreed: true, free[i].Offset, free[i].Length));
        }

        _file.Check(_file.Platform.WriteAt(_file.Handle, bytes, 0), operation, 0);
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset) => _file.WriteDurable(bytes, offset, Operation);
}
