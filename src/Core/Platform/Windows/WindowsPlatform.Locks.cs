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

        var locked = Lock(own.Handle, mode, WholeFile, 1);
        if (!locked.IsFailure)
        {
            own.Held = mode;
        }

        return locked;
    }

    public override IoResult Unlock(PlatformFile file)
    {
        var own = (WindowsFile)file;
        if (own.Held is null)
        {
            return IoResult.Success();
        }

        var unlocked = Unlock(own.Handle, WholeFile, 1);
        if (!unlocked.IsFailure)
        {
            own.Held = null;
        }

        return unlocked;
    }

    /// <remarks>The system lets one open file share a range as often as it likes, and gives each back by exactly its bounds: so they are known here.</remarks>
    public override IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length)
    {
        var own = (WindowsFile)file;
        lock (own.Ranges)
        {
            var locked = Lock(own.Handle, mode, (ulong)offset, (ulong)length);
            if (!locked.IsFailure)
            {
                own.Ranges.Add(new LockedRange(offset, offset + length, mode));
            }

            return locked;
        }
    }

    public override IoResult UnlockRange(PlatformFile file, long offset, long length)
    {
        var own = (WindowsFile)file;
        var end = offset + length;
        lock (own.Ranges)
        {
            foreach (var range in own.Ranges.FindAll(range => range.Start < end && offset < range.End))
            {
                var result = Cut(own, range, offset, end);
                if (result.IsFailure)
                {
                    return result;
                }
            }
        }

        return IoResult.Success();
    }

    /// <summary>Gives a range back except for what lies outside an interval. A shared rest is taken before the whole goes, so that nobody comes between.</summary>
    private static IoResult Cut(WindowsFile file, LockedRange range, long start, long end)
    {
        LockedRange[] rest = [range with { End = start }, range with { Start = end }];
        var result = range.Mode == LockMode.Shared ? Take(file, rest) : IoResult.Success();
        if (!result.IsFailure)
        {
            result = Unlock(file.Handle, (ulong)range.Start, (ulong)(range.End - range.Start));
        }

        if (result.IsFailure)
        {
            return result;
        }

        file.Ranges.Remove(range);
        return range.Mode == LockMode.Exclusive ? Take(file, rest) : result;
    }

    private static IoResult Take(WindowsFile file, LockedRange[] ranges)
    {
        foreach (var range in ranges)
        {
            if (range.Start >= range.End)
            {
                continue;
            }

            var locked = Lock(file.Handle, range.Mode, (ulong)range.Start, (ulong)(range.End - range.Start));
            if (locked.IsFailure)
            {
                return locked;
            }

            file.Ranges.Add(range);
        }

        return IoResult.Success();
    }

    private static IoResult Lock(nint handle, LockMode mode, ulong offset, ulong length)
    {
        var place = new Overlapped(offset);
        var flags = FailImmediately | (mode == LockMode.Exclusive ? ExclusiveLock : 0);
        if (Kernel32.Lock(handle, flags, 0, (uint)length, (uint)(length >> 32), &place) != 0)
        {
            return IoResult.Success();
        }

        var error = Marshal.GetLastPInvokeError();
        return IoResult.Failure(error == WindowsErrors.LockViolation ? WindowsErrors.LockIsHeld : error);
    }

    private static IoResult Unlock(nint handle, ulong offset, ulong length)
    {
        var place = new Overlapped(offset);
        return Kernel32.Unlock(handle, 0, (uint)length, (uint)(length >> 32), &place) != 0 ? IoResult.Success() : LastError();
    }
}
