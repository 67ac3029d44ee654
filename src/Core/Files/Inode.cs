namespace Mapwright;

/// <summary>What this process knows about one file, whatever paths and handles lead to it.</summary>
/// <remarks>
/// A poisoned inode stays known until it has a successor: the system reports a failed write-back once, and cached reads
/// show the lost bytes afterwards, so forgetting would turn lost data into silence. Poison is for good: whoever may go on after
/// <see cref="OpenFile.Renew"/> goes on with a successor, and whoever knows nothing of the loss stays behind.
/// </remarks>
internal sealed partial class Inode
{
    private static readonly Dictionary<(object Domain, FileIdentity Identity), Inode> s_known = [];

    private readonly (object Domain, FileIdentity Identity) _key;
    private Exception? _firstCause;
    private JournalBase? _journal;
    private int _holders;

    private Inode((object Domain, FileIdentity Identity) key, Inode? predecessor = null)
    {
        _key = key;
        Locks = predecessor?.Locks ?? new();
        RangeLocks = predecessor?.RangeLocks ?? new();
        Regions = predecessor?.Regions ?? new();
        WriteBacks = predecessor?.WriteBacks ?? new();
    }

    public FileIdentity Identity => _key.Identity;

    /// <summary>The error that poisoned the inode.</summary>
    public Exception? FirstCause => Volatile.Read(ref _firstCause);

    /// <summary>The journal that has it open for writing in this process.</summary>
    public JournalBase? Journal
    {
        get => Volatile.Read(ref _journal);
        set => Volatile.Write(ref _journal, value);
    }

    /// <summary>Its whole-file locks in this process.</summary>
    public InodeLocks Locks { get; }

    /// <summary>Its range locks in this process.</summary>
    public InodeLocks RangeLocks { get; }

    /// <summary>The calls of this process that wait for its write-back, of this inode and its predecessors.</summary>
    public WriteBacks WriteBacks { get; }

    /// <summary>Its flushes in this process, and who waits for one.</summary>
    public DurabilityLine Durability { get; } = new();

    public static Inode Acquire(StoragePlatform platform, FileIdentity identity)
    {
        var key = (platform.Domain, identity);
        lock (s_known)
        {
            if (!s_known.TryGetValue(key, out var inode))
            {
                inode = new Inode(key);
                s_known.Add(key, inode);
            }

            inode._holders++;
            return inode;
        }
    }

    /// <summary>The error that poisoned an inode, if it is known at all.</summary>
    public static Exception? FirstCauseOf(StoragePlatform platform, FileIdentity identity)
    {
        lock (s_known)
        {
            return s_known.GetValueOrDefault((platform.Domain, identity))?.FirstCause;
        }
    }

    public void Release()
    {
        lock (s_known)
        {
            var latest = Latest;
            if (--latest._holders == 0 && latest._firstCause is null)
            {
                s_known.Remove(_key);
            }
        }
    }

    public void Poison(Exception cause)
    {
        lock (s_known)
        {
            // A failure that arrives late is the successor's too: whose pages it was about is not known.
            for (var inode = this; inode is not null; inode = inode._successor)
            {
                inode._failures++;
                Volatile.Write(ref inode._firstCause, inode._firstCause ?? cause);
            }
        }
    }
}
