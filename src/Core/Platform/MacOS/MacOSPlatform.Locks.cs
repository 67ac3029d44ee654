namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int SharedLock = 1;
    private const int ExclusiveLock = 2;
    private const int WithoutWaiting = 4;
    private const int GiveBack = 8;

    /// <summary>
    /// <c>F_OFD_SETLK</c>: record locks that belong to the open file. Those of <c>F_SETLK</c> would end with any close of the file in the
    /// process. The kernel has it; the public headers do not name it.
    /// </summary>
    private const int SetRecordLock = 90;

    private const short ReadLock = 1;
    private const short NoLock = 2;
    private const short WriteLock = 3;

    public override IoResult TryLock(PlatformFile file, LockMode mode) =>
        Lock(file, (mode == LockMode.Exclusive ? ExclusiveLock : SharedLock) | WithoutWaiting);

    public override IoResult Unlock(PlatformFile file) => Lock(file, GiveBack);

    public override IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        LockRange(file, mode == LockMode.Exclusive ? WriteLock : ReadLock, offset, length);

    public override IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        TryLockRange(file, mode, offset, length);

    public override IoResult UnlockRange(PlatformFile file, long offset, long length) => LockRange(file, NoLock, offset, length);

    private static IoResult LockRange(PlatformFile file, short type, long offset, long length)
    {
        var range = new MacOSRecordLock { Type = type, Start = offset, Length = length };
        return Control(Descriptor(file), SetRecordLock, (nint)(&range));
    }

    private static IoResult Lock(PlatformFile file, int operation)
    {
        var descriptor = Descriptor(file);
        while (LibSystem.Lock(descriptor, operation) != 0)
        {
            if (!WasInterrupted(out var failure))
            {
                return failure;
            }
        }

        return IoResult.Success();
    }
}
