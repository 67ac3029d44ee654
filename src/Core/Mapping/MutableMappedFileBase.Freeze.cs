namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    private bool _isFrozen;

    /// <summary>Whether the mapping is frozen: it refuses writes until <see cref="Unfreeze"/>.</summary>
    public bool IsFrozen => Volatile.Read(ref _isFrozen);

    /// <summary>
    /// Makes the mapping read-only: the file is mapped anew, in pages that cannot be written, and what was handed out before ends. Writes, writable spans
    /// and leases are refused from then on; reading goes on, through the members of <see cref="MappedFileBase"/> too. Does not flush. The pages of a
    /// copy-on-write mapping cannot be mapped anew without losing them: they stay writable for spans of before. Does nothing when frozen already.
    /// </summary>
    /// <exception cref="InvalidOperationException">A lease is out.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused; nothing changed.</exception>
    [Operation, Invalidates, Freezes]
    public void Freeze() => FreezeAs(isExecutable: false, nameof(Freeze));

    /// <summary>As <see cref="Freeze"/>, and the bytes can be run as code; never while they can be written.</summary>
    /// <exception cref="InvalidOperationException">A lease is out, or the mapping is frozen already in the other way.</exception>
    /// <exception cref="NotSupportedException">The mapping is copy-on-write.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file system runs nothing.</exception>
    /// <exception cref="StorageException">The system refused; nothing changed.</exception>
    [Operation, Invalidates, Freezes]
    public void FreezeExecutable() => FreezeAs(isExecutable: true, nameof(FreezeExecutable));

    /// <summary>Makes a frozen mapping writable again; what was handed out before ends. Does nothing when it is not frozen.</summary>
    /// <exception cref="InvalidOperationException">A lease is out.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused; nothing changed.</exception>
    [Operation, Invalidates, Unfreezes]
    public void Unfreeze()
    {
        Enter();
        try
        {
            lock (Resizing)
            {
                using var change = ChangeRegion();
                if (IsFrozen)
                {
                    if (!IsCopyOnWrite)
                    {
                        // First, so that whoever kept the old pages finds that they are replaced: see IsForStores.
                        Remap(MappingKind.ReadWrite, isExecutable: false, nameof(Unfreeze));
                    }

                    Volatile.Write(ref _isFrozen, false);
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    private void FreezeAs(bool isExecutable, string operation)
    {
        Enter();
        try
        {
            lock (Resizing)
            {
                using var change = ChangeRegion();
                if (IsFrozen && isExecutable == IsExecutable)
                {
                    return;
                }

                if (IsFrozen)
                {
                    throw new InvalidOperationException($"'{Path}' is frozen already; unfreeze it first.");
                }

                if (IsCopyOnWrite)
                {
                    FreezePrivate(isExecutable);
                    return;
                }

                // First, so that whoever meets the new pages finds that they cannot be written: see IsForStores.
                Volatile.Write(ref _isFrozen, true);
                try
                {
                    Remap(MappingKind.ReadOnly, isExecutable, operation);
                }
                catch
                {
                    Volatile.Write(ref _isFrozen, false);
                    throw;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    private void FreezePrivate(bool isExecutable)
    {
        if (isExecutable)
        {
            throw new NotSupportedException($"The copy-on-write mapping of '{Path}' cannot be run as code: its pages stay writable.");
        }

        if (Region.IsLeased)
        {
            throw Leased();
        }

        Volatile.Write(ref _isFrozen, true);
    }

    /// <summary>The current mapping, for whoever is about to write: a mapping that cannot be written is not handed out.</summary>
    private MappedRegion StoreRegion(string operation)
    {
        MappedRegion region;
        do
        {
            region = Region;
        }
        while (!IsForStores(region, operation));
        return region;
    }

    /// <summary>Whether a region that was the current one can be written; if not, it was replaced meanwhile, and the next one is to be asked about.</summary>
    /// <remarks>
    /// Invariant: a region whose pages cannot be written is the current one only while the flag is set: the flag is set before such a region can be
    /// seen, and what is seen instead of it can be written before the flag falls. No region becomes the current one twice. So who reads the region, then
    /// that the flag is not set, and then the same region, in this order, has one that can be written: were its pages not writable, the flag was read after
    /// it fell, and the region had been replaced before. A region that can be written stays so when it is ended: its pages are replaced by zeros
    /// that take stores.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The mapping is frozen.</exception>
    private bool IsForStores(MappedRegion region, string operation)
    {
        ThrowIfFrozen(operation);
        return region == Region;
    }

    /// <summary>A lease to write through, of a region that was just leased.</summary>
    private MutableMapLease LeaseForStores(MappedRegion region, string operation)
    {
        if (IsFrozen)
        {
            region.GiveBack();
            ThrowIfFrozen(operation);
        }

        return new MutableMapLease(region);
    }

    private void ThrowIfFrozen(string operation)
    {
        if (IsFrozen)
        {
            throw new InvalidOperationException($"{operation} of '{Path}' is refused: the mapping is frozen. Unfreeze it to write.");
        }
    }
}
