namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>
    /// Goes on after a failed flush, with what is on the disk: lets every mapping of the file in this process go, drops its pages from the
    /// cache, finds out that they are gone, and lifts the poison of this object. What was written since the last flush that
    /// succeeded may be lost, and is not read any more then. Does nothing when the file is not poisoned.
    /// </summary>
    /// <remarks>
    /// Other objects of the process that have the file open stay poisoned, and their mappings refuse, until they are reopened too, which
    /// costs nothing more, or the file is opened anew. So does a mark from before: what it covers is never taken for durable.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// <see cref="StorageErrorCode.CacheUnverifiable"/>: the pages cannot be dropped, or nobody can tell that they are gone; the file is as
    /// poisoned as before, and what was lost may be seen or not.
    /// </exception>
    [Operation]
    public void Reopen()
    {
        Enter();
        try
        {
            File.Renew(nameof(Reopen));
        }
        finally
        {
            Exit();
        }
    }
}
