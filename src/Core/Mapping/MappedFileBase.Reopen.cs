namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>
    /// Goes on after a failed flush, with what is on the disk: lets every mapping of the file in this process go, drops its pages from the
    /// cache, finds out that they are gone, lifts the poison of this object, and maps the file anew, which ends all spans. What was
    /// written since the last flush that succeeded may be lost, and is not shown any more then. Does nothing when the file is not poisoned.
    /// </summary>
    /// <remarks>
    /// Other objects of the process that have the file open stay poisoned, and their mappings refuse, until they are reopened too, which
    /// costs nothing more, or the file is opened anew. A call that runs on this object meanwhile may fail as a call on those does.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A lease of this mapping is out.</exception>
    /// <exception cref="NotSupportedException">The mapping is copy-on-write: what was written into it would be lost.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// <see cref="StorageErrorCode.CacheUnverifiable"/>: the pages cannot be dropped, or nobody can tell that they are gone; the file is as
    /// poisoned as before, and what was lost may be seen or not. Or mapping failed: then <see cref="Refresh"/> maps the file.
    /// </exception>
    [Operation, Invalidates]
    public void Reopen()
    {
        Enter();
        try
        {
            lock (Resizing)
            {
                using var change = ChangeRegion();
                RenewRegion();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Takes notice that the file has another inode.</summary>
    private protected virtual void UseInode()
    {
    }

    private void RenewRegion()
    {
        var region = Region;
        if (IsCopyOnWrite)
        {
            throw new NotSupportedException($"The copy-on-write mapping of '{Path}' cannot be reopened: what was written into it would be lost. Open the file anew.");
        }

        if (region.IsLeased)
        {
            throw Leased();
        }

        try
        {
            File.Renew(nameof(Reopen));
        }
        finally
        {
            UseInode();
            if (region.HasFaulted)
            {
                Replace(region, Map(LengthInFile(region, nameof(Reopen)), nameof(Reopen)));
            }
        }
    }
}
