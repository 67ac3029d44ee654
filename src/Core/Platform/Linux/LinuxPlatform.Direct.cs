using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The same file opened in another way, and what transfers past the page cache ask for.</summary>
internal sealed unsafe partial class LinuxPlatform
{
    private const int SyncDataFlag = 0x1000;
    private const int SyncAllFlag = 0x101000;

    /// <summary>What file systems that do not say their alignment are tried with.</summary>
    private const int TrialAlignment = 4096;

    private static int PastCache => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        var own = (LinuxFile)file;
        var limits = default(TransferLimits);
        if (caching == Caching.Direct)
        {
            var asked = GetTransferLimits(file, out limits);
            if (asked.IsFailure || limits.OffsetAlignment == 0)
            {
                return asked.IsFailure ? asked : NotSupported;
            }
        }

        var opened = Reopen(own, (caching == Caching.Direct ? PastCache : 0) | FlagsOf(durability), out var descriptor);
        if (!opened.IsFailure)
        {
            other = new LinuxFile(descriptor, own.Rights) { Caching = caching, Alignment = Math.Max(1, limits.OffsetAlignment) };
        }

        return opened;
    }

    public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
    {
        limits = default;
        var own = (LinuxFile)file;
        var asked = Stat(own.Descriptor, null, 0, out var stat);
        if (asked.IsFailure)
        {
            return asked;
        }

        var untorn = (stat.Mask & StatX.HasUntornWrites) != 0 ? ((int)stat.UntornMinimum, (int)stat.UntornMaximum) : (0, 0);
        if ((stat.Mask & StatX.HasDirectAlignment) != 0)
        {
            limits = new TransferLimits((int)stat.DirectMemoryAlignment, (int)stat.DirectOffsetAlignment, untorn.Item1, untorn.Item2);
            return IoResult.Success();
        }

        var alignment = TryPastCache(own) ? TrialAlignment : 0;
        limits = new TransferLimits(alignment, alignment, untorn.Item1, untorn.Item2);
        return IoResult.Success();
    }

    /// <summary>Opens past the page cache and reads a block that way.</summary>
    private static bool TryPastCache(LinuxFile file)
    {
        if (Reopen(file, PastCache, out var descriptor).IsFailure)
        {
            return false;
        }

        var block = (byte*)NativeMemory.AlignedAlloc(TrialAlignment, TrialAlignment);
        var read = (file.Rights & FileRights.Read) != 0 ? Libc.Read(descriptor, block, TrialAlignment, 0) : 0;
        NativeMemory.AlignedFree(block);
        return Libc.Close(descriptor) == 0 && read >= 0;
    }

    /// <summary>Opens by the descriptor: the path may name another file by now.</summary>
    private static IoResult Reopen(LinuxFile file, int flags, out int descriptor)
    {
        fixed (byte* path = LinuxPath.Encode($"/proc/self/fd/{file.Descriptor}"))
        {
            var opened = OpenOnce(Libc.CurrentDirectory, path, flags | CloseOnExec | NoTerminal | AccessOf(file.Rights), 0, out descriptor);

            if (opened.IsFailure)
            {
                // A file system that cannot do it refuses the flag; without /proc there is no such name.
                return opened.Error is LinuxErrors.EINVAL or LinuxErrors.ENOENT ? IoResult.Failure(LinuxErrors.EOPNOTSUPP) : opened;
            }

            return KeepFlags(descriptor, flags & PastCache);
        }
    }

    /// <summary>Takes back what only the open was to have; closes when that fails.</summary>
    private static IoResult KeepFlags(int descriptor, int flags)
    {
        if (Libc.FileControl(descriptor, SetStatusFlags, flags) == 0)
        {
            return IoResult.Success();
        }

        var failure = LastError();
        Libc.Close(descriptor);
        return failure;
    }

    private static int FlagsOf(Durability durability) => durability switch
    {
        Durability.Barrier or Durability.Data => SyncDataFlag,
        Durability.Full => SyncAllFlag,
        _ => 0,
    };
}
