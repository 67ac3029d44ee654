namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>
    /// Takes notice of a file that another party made longer or shorter: the mapping ends where the file ends, or with its
    /// <see cref="MapOptions.Length"/> or <see cref="MapOptions.Capacity"/>, whichever comes first. Within a capacity spans that were handed out before stay
    /// valid; without one they end when the length changes. Does nothing when the file is as long as before.
    /// A mapping that <see cref="HasFaulted"/> is made anew, which ends all spans and makes it usable again.
    /// </summary>
    /// <returns>The length of the mapping in bytes.</returns>
    /// <exception cref="InvalidOperationException">A lease is out, and the mapping would have to move or become shorter.</exception>
    /// <exception cref="NotSupportedException">The length of a copy-on-write mapping without a capacity would change, or it faulted.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused; the mapping is unchanged.</exception>
    [Operation, Invalidates(Unless = nameof(MapOptions.Capacity))]
    public long Refresh()
    {
        Enter();
        try
        {
            lock (Resizing)
            {
                using var change = ChangeRegion();
                var region = Region;
                var length = LengthInFile(region, nameof(Refresh));
                if (region.HasFaulted)
                {
                    Move(region, length);
                }
                else if (length != region.Length)
                {
                    Follow(region, length);
                }

                return length;
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>How long the mapping is by what the file has now.</summary>
    private long LengthInFile(MappedRegion region, string operation)
    {
        var rest = Math.Max(0, File.GetLength(operation) - region.FileOffset);
        return Math.Min(rest, Options.Length ?? Options.Capacity ?? rest);
    }

    private protected MappedRegion Map(long length, string operation) => Map(_access, IsExecutable, length, operation);

    private protected MappedRegion Map(MappingKind access, bool isExecutable, long length, string operation)
    {
        var request = Options.Request(access, length);
        var region = MappedRegion.Map(
            File, isExecutable ? request with { Traits = request.Traits | MappingTraits.Executable } : request, length, operation);
        region.Advise(File, Options.Advice, operation);
        return region;
    }

    private void Follow(MappedRegion region, long length)
    {
        if (Options.Capacity is null)
        {
            Move(region, length);
        }
        else if (length > region.Length)
        {
            File.Check(region.Extend(File.Handle, length), nameof(Refresh));
        }
        else if (region.TryShorten(length, out var hidden))
        {
            File.Check(hidden, nameof(Refresh));
        }
        else
        {
            throw Leased();
        }
    }

    private void Move(MappedRegion region, long length)
    {
        if (IsCopyOnWrite)
        {
            throw new NotSupportedException($"The copy-on-write mapping of '{Path}' cannot be made anew: what was written into it would be lost. Open the file anew, with a capacity if it grows.");
        }

        Replace(region, Map(length, nameof(Refresh)));
    }

    /// <summary>Maps the same bytes for another use.</summary>
    private protected void Remap(MappingKind access, bool isExecutable, string operation)
    {
        var region = Region;
        Replace(region, Map(access, isExecutable, region.Length, operation));
        _access = access;
        IsExecutable = isExecutable;
    }

    private void Replace(MappedRegion region, MappedRegion next)
    {
        if (!region.TryEndLeases())
        {
            next.Discard();
            throw Leased();
        }

        Publish(next);
        region.End();
    }

    private protected InvalidOperationException Leased() =>
        new($"The mapping of '{Path}' cannot be changed while a lease of it is out; dispose the leases first.");
}
