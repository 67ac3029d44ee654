namespace Mapwright;

/// <summary>The right to give a ranged file a new ledger: nobody else has the one that it has, or makes one, until this is done.</summary>
/// <remarks>
/// Taken before anything of the ranged file is changed. Where there is no ledger yet, the lock of the temporary decides which of two parties makes it; whoever
/// has that looks once more, since the other one may have put its own in place in between.
/// </remarks>
internal sealed class LedgerPlace
{
    private OpenFile? _existing;
    private OpenFile? _temporary;

    private LedgerPlace(OpenFile? existing) => _existing = existing;

    /// <summary>Takes the place.</summary>
    /// <exception cref="StorageException">Another party has it (<see cref="StorageErrorCode.InUse"/>).</exception>
    public static LedgerPlace Take(OpenFile ranged, UnixFileMode unixMode, string operation)
    {
        var path = RangeLedger.PathOf(ranged.Path);
        var place = new LedgerPlace(OpenExisting(ranged.Platform, path, operation));
        try
        {
            place._temporary = RangeLedger.CreateTemporary(ranged.Platform, path, unixMode, operation);
            place._existing ??= OpenExisting(ranged.Platform, path, operation);
            return place;
        }
        catch (Exception cause)
        {
            place.Discard(cause, operation);
            throw;
        }
    }

    /// <summary>The file that becomes the ledger; the caller's from now on.</summary>
    public OpenFile TakeTemporary() => Interlocked.Exchange(ref _temporary, null)!;

    /// <summary>Lets go of the ledger that there was, once the new one is in place: until then its lock kept others out.</summary>
    public void CloseExisting() => Interlocked.Exchange(ref _existing, null)?.Close();

    /// <summary>Leaves everything as it was.</summary>
    public void Discard(Exception cause, string operation)
    {
        try
        {
            Interlocked.Exchange(ref _temporary, null)?.Discard(cause, operation);
        }
        finally
        {
            Interlocked.Exchange(ref _existing, null)?.Discard(cause, operation);
        }
    }

    private static OpenFile? OpenExisting(StoragePlatform platform, string path, string operation)
    {
        try
        {
            return RangeLedger.OpenLocked(platform, path, operation);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
