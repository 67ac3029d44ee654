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
        return new RegionScope(_staying, isShared: true);
    }

    /// <summary>Waits until nobody keeps the region. Called while inside, on one thread.</summary>
    private protected RegionScope ChangeRegion()
    {
        _staying.EnterWriteLock();
        return new RegionScope(_staying, isShared: false);
    }

    private protected readonly ref struct RegionScope(ReaderWriterLockSlim gate, bool isShared)
    {
        private readonly ReaderWriterLockSlim _gate = gate;
        private readonly bool _isShared = isShared;

        public void Dispose()
        {
            if (_isShared)
            {
                _gate.ExitReadLock();
            }
            else
            {
                _gate.ExitWriteLock();
            }
        }
    }
}
