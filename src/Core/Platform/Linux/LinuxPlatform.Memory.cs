using System.Text;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int DropPages = 4;

    private const int AskForWriting = 2;
    private const int AskAsEffectiveUser = 0x200;
    private const int NotPermitted = 1;

    /// <summary>The pages that one call asks about.</summary>
    private const int ResidencyPages = 4096;

    public override IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice)
    {
        var number = advice switch
        {
            MapAdvice.Random => 1,
            MapAdvice.Sequential => 2,
            MapAdvice.WillNeed => 3,
            MapAdvice.HugePages => 14,
            MapAdvice.NoHugePages => 15,
            _ => 0,
        };
        var (address, extent) = ((LinuxMapping)mapping).Pages(offset, length, PageSize);
        return AdviseOnce(address, extent, number);
    }

    public override IoResult LockMapping(PlatformMapping mapping, long offset, long length)
    {
        var (address, extent) = ((LinuxMapping)mapping).Pages(offset, length, PageSize);
        while (Libc.LockMemory(address, extent) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    public override IoResult UnlockMapping(PlatformMapping mapping, long offset, long length)
    {
        var (address, extent) = ((LinuxMapping)mapping).Pages(offset, length, PageSize);
        return Libc.UnlockMemory(address, extent) == 0 ? IoResult.Success() : LastError();
    }

    public override IoResult DiscardMapping(PlatformMapping mapping, long offset, long length)
    {
        var own = (LinuxMapping)mapping;
        var start = (own.Address + offset + PageSize - 1) & -(nint)PageSize;
        var end = (own.Address + offset + length) & -(nint)PageSize;
        return start < end ? AdviseOnce((nint)start, (nuint)(end - start), DropPages) : IoResult.Success();
    }

    public override IoResult GetResidency(PlatformFile file, PlatformMapping mapping, long offset, long length)
    {
        if (!MayAskResidency(Descriptor(file)))
        {
            // The system would answer that all pages are there.
            return IoResult.Failure(NotPermitted);
        }

        var (address, extent) = ((LinuxMapping)mapping).Pages(offset, length, PageSize);
        var flags = stackalloc byte[ResidencyPages];
        long resident = 0;
        for (nuint done = 0; done < extent;)
        {
            var piece = Math.Min(extent - done, (nuint)ResidencyPages * (nuint)PageSize);
            while (Libc.Residency(address + (nint)done, piece, flags) != 0)
            {
                var failure = LastError();
                if (failure.Error != LinuxErrors.EAGAIN)
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
        while (Libc.Advise(address, length, advice) != 0)
        {
            var failure = LastError();
            if (failure.Error is not (LinuxErrors.EINTR or LinuxErrors.EAGAIN))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }

    /// <summary>The system's own rule: who owns the file or may write it.</summary>
    private static bool MayAskResidency(int descriptor)
    {
        fixed (byte* path = Encoding.ASCII.GetBytes($"/proc/self/fd/{descriptor}\0"))
        {
            return Libc.Access(Libc.CurrentDirectory, path, AskForWriting, AskAsEffectiveUser) == 0
                || (!Stat(descriptor, null, 0, out var stat).IsFailure && stat.User == Libc.EffectiveUser());
        }
    }
}
