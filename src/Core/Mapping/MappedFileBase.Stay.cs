namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>
    /// Read by accesses that cannot be made again when their pages went away meanwhile; written by whoever replaces or shortens the
    /// region. A closing party waits for both by the use count.
    /// </summary>
    private readonly ReaderWriterLockSlim _staying = new();

    /// <summary>Keeps the region and its length until disposed. Called while inside, on one thread.</summary>
    private protected RegionScope KeepRegion()
    {
        _staying.EnterReadLock();
        return new RegionScope(this, isShared: true);
    }

    /// <summary>Waits until nobody keeps the region. Called while inside, on one thread.</summary>
    private protected RegionScope ChangeRegion()
    {
        _staying.EnterWriteLock();
        return new RegionScope(this, isShared: false);
    }

    private protected readonly ref struct RegionScope(MappedFileBase map, bool isShared)
    {
        private readonly MappedFileBase _map = map;
        private readonly bool _isShared = isShared;

        public void Dispose()
        {
            if (_isShared)
            {
                _map._staying.ExitReadLock();
            }
            else
            {
                _map._staying.ExitWriteLock();
                _map.SignalWaiters();
            }
        }
    }
}
