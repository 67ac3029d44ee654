using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint FailImmediately = 0x1;
    private const uint ExclusiveLock = 0x2;

    /// <summary>
    /// The byte that stands for the whole file. Locks keep other files from reading and writing what they cover, so it lies beyond every
    /// offset that a file can have: the lock is advisory, as on Unix. Whoever locks all of the 2^64 bytes of a file meets it.
    /// </summary>
    private const ulong WholeFile = ulong.MaxValue - 1;

    public override IoResult TryLock(PlatformFile file, LockMode mode)
    {
        var own = (WindowsFile)file;
        if (own.Held == mode)
        {
            return IoResult.Success();
        }

        if (own.Held is not null)
        {
            // There is no conversion: as with flock, the old lock goes first, and is lost when the new one is refused.
            var unlocked = Unlock(file);
            if (unlocked.IsFailure)
            {
                return unlocked;
            }
        }

        var place = new Overlapped(WholeFile);
        var flags = FailImmediately | (mode == LockMode.Exclusive ? ExclusiveLock : 0);
        if (Kernel32.Lock(own.Handle, flags, 0, 1, 0, &place) == 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return IoResult.Failure(error == WindowsErrors.LockViolation ? WindowsErrors.LockIsHeld : error);
        }

        own.Held = mode;
        return IoResult.Success();
    }

    public override IoResult Unlock(PlatformFile file)
    {
        var own = (WindowsFile)file;
        if (own.Held is null)
        {
            return IoResult.Success();
        }

        var place = new Overlapped(WholeFile);
        if (Kernel32.Unlock(own.Handle, 0, 1, 0, &place) == 0)
        {
            return LastError();
        }

        own.Held = null;
        return IoResult.Success();
    }
}
