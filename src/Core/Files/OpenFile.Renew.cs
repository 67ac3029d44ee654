namespace Mapwright;

/// <summary>Going on after a failed write-back.</summary>
internal sealed partial class OpenFile
{
    /// <summary>How much of the file is looked at through one mapping.</summary>
    private const long Window = 1L << 30;

    /// <summary>
    /// Lets a poisoned file go on with a sound inode, once the pages of the old one are gone: mapped nowhere in this process, written
    /// back as far as that is possible, dropped, and found to be missing.
    /// </summary>
    /// <exception cref="StorageException">They are not known to be gone; the file is as poisoned as before.</exception>
    public void Renew(string operation)
    {
        if (Inode.FirstCause is null)
        {
            return;
        }

        lock (Inode.Regions.Renewing)
        {
            var latest = Inode.Latest;
            var failures = latest.Failures;
            if (latest.FirstCause is not null)
            {
                DropPages(operation);
                if (!latest.TrySucceed(failures))
                {
                    throw Unverifiable(operation, "another flush failed meanwhile");
                }
            }
            else
            {
                // Reopened by another object. This one wrote nothing since, and its handles have yet to report the old failure.
                FlushHandles(operation);
            }

            Inode = Inode.Latest;
        }
    }

    private void DropPages(string operation)
    {
        if (Platform.IsVolatile(Handle))
        {
            throw Unverifiable(operation, "it is in memory only");
        }

        if (!IsReadable)
        {
            throw Unverifiable(operation, "it was opened for writing only");
        }

        if (!Inode.Regions.TryCutOff())
        {
            throw Unverifiable(operation, "a lease of a mapping is out");
        }

        FlushHandles(operation);
        Demand(Platform.Advise(Handle, 0, long.MaxValue, FileAdvice.DontNeed), operation, "its pages cannot be dropped");
        Demand(Platform.GetMetadata(Handle, out var metadata), operation, "its length is not known");
        for (long offset = 0; offset < metadata.Length; offset += Window)
        {
            VerifyGone(offset, Math.Min(Window, metadata.Length - offset), operation);
        }
    }

    private bool IsReadable => (Rights & FileRights.Read) != 0;

    /// <summary>Writes back what can be. Each handle reports an earlier failure once; a second failure is one of now.</summary>
    private void FlushHandles(string operation)
    {
        List<PlatformFile> handles = [Handle];
        lock (_gate)
        {
            handles.AddRange((_others ?? []).OfType<PlatformFile>());
        }

        foreach (var handle in handles)
        {
            if (Platform.FlushAll(handle).IsFailure)
            {
                Demand(Platform.FlushAll(handle), operation, "it still cannot be flushed");
            }
        }
    }

    private void VerifyGone(long offset, long length, string operation)
    {
        Demand(Platform.Map(Handle, new MapRequest(MappingKind.ReadOnly, offset, length), out var mapping), operation, "it cannot be mapped");
        var asked = Platform.GetResidency(Handle, mapping!, 0, length);
        var unmapped = Platform.Unmap(mapping!);
        Demand(asked, operation, "the system does not tell what is cached");
        Demand(unmapped, operation, "it cannot be unmapped");
        if (asked.Value > 0)
        {
            throw Unverifiable(operation, $"{asked.Value} of its pages stay in the cache; another process may have it mapped, or somebody reads or writes it");
        }
    }

    private void Demand(IoResult result, string operation, string why)
    {
        if (result.IsFailure)
        {
            throw Unverifiable(operation, $"{why} ({Platform.Describe(result.Error)})", result.Error);
        }
    }

    private StorageException Unverifiable(string operation, string why, int error = 0) => new(
        StorageErrorCode.CacheUnverifiable,
        operation,
        Path,
        $"{operation} of '{Path}' is refused: what is on the disk cannot be told from what a failed flush left in the cache, because {why}. "
            + $"The file stays poisoned. First cause: {Inode.FirstCause?.Message}",
        systemError: error,
        innerException: Inode.FirstCause);
}
