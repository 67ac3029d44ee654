namespace Mapwright;

internal sealed partial class Inode
{
    private Inode? _successor;
    private int _failures;

    /// <summary>The shared mappings of the file in this process, of this inode and its predecessors.</summary>
    public InodeRegions Regions { get; }

    /// <summary>The last of the successors, or this inode.</summary>
    public Inode Latest
    {
        get
        {
            lock (s_known)
            {
                var inode = this;
                while (inode._successor is { } successor)
                {
                    inode = successor;
                }

                return inode;
            }
        }
    }

    /// <summary>How often a write-back has failed.</summary>
    public int Failures
    {
        get
        {
            lock (s_known)
            {
                return _failures;
            }
        }
    }

    /// <summary>Whether both are the same file, perhaps before and after it was poisoned.</summary>
    public bool IsSameFile(Inode? other) => ReferenceEquals(Regions, other?.Regions);

    /// <summary>Makes the successor: sound, with the same locks, and with flushes of its own.</summary>
    /// <param name="failures">How many failures the caller knows of.</param>
    /// <returns>False: there was another failure, so nothing was made.</returns>
    public bool TrySucceed(int failures)
    {
        lock (s_known)
        {
            if (_failures != failures)
            {
                return false;
            }

            _successor = new Inode(_key, this) { _holders = _holders };
            s_known[_key] = _successor;
            return true;
        }
    }
}
