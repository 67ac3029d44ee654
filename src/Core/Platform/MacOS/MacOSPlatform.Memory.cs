namespace Mapwright;

/// <summary>Pages of mappings.</summary>
internal sealed unsafe partial class MacOSPlatform
{
    private const int LetPagesGo = 4;

    /// <summary>The pages that one call asks about.</summary>
    private const int ResidencyPages = 4096;

    public override IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice)
    {
        var number = advice switch
        {
            MapAdvice.Normal => 0,
            MapAdvice.Random => 1,
            MapAdvice.Sequential => 2,
            MapAdvice.WillNeed => 3,
            _ => -1,
        };
        var (address, extent) = ((MacOSMapping)mapping).Pages(offset, length, PageSize);
        return number < 0 ? NotSupported : AdviseOnce(address, extent, number);
    }

    public override IoResult LockMapping(PlatformMapping mapping, long offset, long length)
    {
        var (address, extent) = ((MacOSMapping)mapping).Pages(offset, length, PageSize);
        while (LibSystem.LockMemory(address, extent) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                // What the system says of more than the process may lock.
                return failure.Error == MacOSErrors.EAGAIN ? IoResult.Failure(MacOSErrors.ENOMEM) : failure;
            }
        }

        return IoResult.Success();
    }

    public override IoResult UnlockMapping(PlatformMapping mapping, long offset, long length)
    {
        var (address, extent) = ((MacOSMapping)mapping).Pages(offset, length, PageSize);
        return LibSystem.UnlockMemory(address, extent) == 0 ? IoResult.Success() : LastError();
    }

    /// <remarks>
    /// The system lets the pages go when it needs them. What was stored into a private mapping it never drops, and mapping anew would
    /// not be safe against a thread that retires the same pages.
    /// </remarks>
    public override IoResult DiscardMapping(PlatformMapping mapping, long offset, long length)
    {
        var own = (MacOSMapping)mapping;
        if (own.Kind == MappingKind.CopyOnWrite)
        {
            return NotSupported;
        }

        var start = (own.Address + (nint)offset + PageSize - 1) & -(nint)PageSize;
        var end = (own.Address + (nint)offset + (nint)length) & -(nint)PageSize;
        return start < end ? AdviseOnce(start, (nuint)(end - start), LetPagesGo) : IoResult.Success();
    }

    public override IoResult GetResidency(PlatformFile file, PlatformMapping mapping, long offset, long length)
    {
        var own = (MacOSFile)file;
        if ((own.Rights & FileRights.Write) == 0)
        {
            // Of files of others that may only be read, the system may tell what is not true.
            var asked = Stat(own.Descriptor, out var stat);
            if (asked.IsFailure || stat.User != LibSystem.EffectiveUser())
            {
                return asked.IsFailure ? asked : IoResult.Failure(MacOSErrors.EPERM);
            }
        }

        var (address, extent) = ((MacOSMapping)mapping).Pages(offset, length, PageSize);
        var flags = stackalloc byte[ResidencyPages];
        long resident = 0;
        for (nuint done = 0; done < extent;)
        {
            var piece = Math.Min(extent - done, (nuint)ResidencyPages * (nuint)PageSize);
            while (LibSystem.Residency(address + (nint)done, piece, flags) != 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }

            for (var page = 0; page < (int)((piece + (nuint)PageSize - 1) / (nuint)PageSize); page++)
            {
                resident += flags[page] & 1;
            }

            done += piece;
        }

        return IoResult.Success(resident);
    }

    private static IoResult AdviseOnce(nint address, nuint length, int advice)
    {
        while (LibSystem.Advise(address, length, advice) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }
}
