namespace Mapwright;

/// <summary>Finds out what a place can do, by doing it with two temporary files.</summary>
internal sealed class CapabilityProbe
{
    /// <summary>A multiple of what any file system reserves or gives back at once.</summary>
    private const int Part = 256 * 1024;

    private readonly StoragePlatform _platform;
    private readonly string _directory;
    private readonly string _operation;
    private readonly List<TemporaryFile> _made = [];

    private CapabilityProbe(StoragePlatform platform, string directory, string operation)
    {
        _platform = platform;
        _directory = directory;
        _operation = operation;
    }

    /// <summary>Tries everything. A failure that does not say "not supported" is an error; nothing is left behind in any case.</summary>
    public static StorageCapabilities Run(StoragePlatform platform, string directory, string operation)
    {
        var probe = new CapabilityProbe(platform, directory, operation);
        StorageCapabilities found;
        try
        {
            found = probe.Try(probe.Create("probe").Handle, probe.Create("copy"));
        }
        catch
        {
            // The cause is told. Should a file not be removable now, the next probe clears it away.
            _ = probe.Discard();
            throw;
        }

        probe.Demand(probe.Discard());
        return found;
    }

    private StorageCapabilities Try(PlatformFile file, TemporaryFile copy)
    {
        Demand(_platform.WriteAt(file, new byte[2 * Part], 0));

        // Before anything is described: on macOS the first flush finds out what flushes are.
        Demand(_platform.FlushData(file));
        var asked = _platform.GetTransferLimits(file, out var limits);
        if (!Can(asked))
        {
            limits = default;
        }

        var guarantee = _platform.GuaranteeOf(file);
        return new StorageCapabilities
        {
            FileSystemType = _platform.DescribeFileSystem(file),
            IsVolatile = _platform.IsVolatile(file),
            Durability = _platform.DescribeDurability(file),
            Limits = limits,
            Sectors = _platform.SectorsOf(file),
            AllocationGuarantee = guarantee,
            Features = FeaturesOf(file, copy) | LocksOf(file)
                | (limits.OffsetAlignment > 0 && ReadsPastCache(file, limits) ? StorageFeatures.DirectTransfers : 0)
                | (limits.UntornMaximum > 0 ? StorageFeatures.UntornWrites : 0),
        };
    }

    /// <summary>In this order: on Windows a file with a hole can neither reserve blocks nor keep those that become zeros.</summary>
    private StorageFeatures FeaturesOf(PlatformFile file, TemporaryFile copy) =>
        When(StorageFeatures.CachedReads, _platform.TryReadAt(file, new byte[1], 0))
        | When(StorageFeatures.StartFlush, _platform.StartFlush(file, 0, Part))
        | When(StorageFeatures.CopyInside, _platform.CopyRange(file, 0, copy.Handle, 0, Part))
        | When(StorageFeatures.Reflink, copy.Share(_platform, file))
        | When(StorageFeatures.Extents, _platform.FindExtent(file, 0, out _))
        | When(StorageFeatures.Allocation, _platform.Allocate(file, 2 * Part, Part))
        | When(StorageFeatures.ZeroRange, _platform.ZeroRange(file, 0, Part))
        | When(StorageFeatures.HolePunching, _platform.PunchHole(file, Part, Part));

    private StorageFeatures LocksOf(PlatformFile file)
    {
        // Shared, as every temporary file is locked by its maker.
        var found = When(StorageFeatures.FileLocks, _platform.TryLock(file, LockMode.Shared))
            | When(StorageFeatures.RangeLocks, _platform.TryLockRange(file, LockMode.Shared, 0, 1));
        if ((found & StorageFeatures.RangeLocks) != 0)
        {
            found |= When(StorageFeatures.RangeLockConversion, _platform.TryConvertLockRange(file, LockMode.Exclusive, 0, 1));
            Demand(_platform.UnlockRange(file, 0, 1));
        }

        return found;
    }

    /// <summary>Opens past the cache and reads a block: some file systems refuse only that.</summary>
    private bool ReadsPastCache(PlatformFile file, TransferLimits limits)
    {
        if (!Can(_platform.Reopen(file, Caching.Direct, Durability.None, out var direct)))
        {
            return false;
        }

        var block = AlignedMemory.Allocate(limits.OffsetAlignment, Math.Max(1, limits.MemoryAlignment));
        var read = _platform.ReadAt(direct!, block.Span, 0);
        var closed = _platform.Close(direct!);
        Demand(closed);
        return _platform.Classify(read.Error) != StorageErrorCode.InvalidArgument && Can(read);
    }

    private StorageFeatures When(StorageFeatures feature, IoResult tried) => Can(tried) ? feature : StorageFeatures.None;

    private bool Can(IoResult tried)
    {
        // A server without a lock service has no locks to give.
        if (tried.IsFailure && _platform.Classify(tried.Error) is StorageErrorCode.NotSupported or StorageErrorCode.OutOfResources)
        {
            return false;
        }

        Demand(tried);
        return true;
    }

    private TemporaryFile Create(string name)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Demand(TemporaryFile.Create(_platform, _directory, name, ownerOnly, out var made));
        _made.Add(made ?? throw new StorageException(
            StorageErrorCode.AlreadyExists,
            _operation,
            _directory,
            $"{_operation} of '{_directory}' found no free name for its temporary file: other parties take them as fast as they are made."));
        return made;
    }

    private IoResult Discard()
    {
        var result = IoResult.Success();
        foreach (var made in _made)
        {
            var discarded = made.Discard(_platform);
            result = result.IsFailure ? result : discarded;
        }

        return result;
    }

    private void Demand(IoResult result) => StorageErrors.ThrowIfFailed(_platform, result, _operation, _directory);
}
