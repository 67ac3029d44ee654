namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int SharedLock = 1;
    private const int ExclusiveLock = 2;
    private const int WithoutWaiting = 4;
    private const int GiveBack = 8;

    public override IoResult TryLock(PlatformFile file, LockMode mode) =>
        Lock(file, (mode == LockMode.Exclusive ? ExclusiveLock : SharedLock) | WithoutWaiting);

    public override IoResult Unlock(PlatformFile file) => Lock(file, GiveBack);

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
