using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    // The same on x64 and arm64: newer calls have one number everywhere.
    private const nint WaitForFutexes = 449;

    private const int WakeFutex = 1;
    private const uint FutexOf32Bits = 2;
    private const int Monotonic = 1;

    public override IoResult WaitForChange(ReadOnlySpan<WaitedWord> words)
    {
        var futexes = stackalloc FutexWait[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            futexes[i] = new FutexWait { Expected = (uint)words[i].Expected, Address = (ulong)words[i].Address, Flags = FutexOf32Bits };
        }

        if (Libc.SystemCall(WaitForFutexes, (nint)futexes, words.Length, 0, 0, Monotonic, 0) >= 0)
        {
            return IoResult.Success();
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            LinuxErrors.EAGAIN or LinuxErrors.EINTR => IoResult.Success(),

            // Kernels before 5.16, and sandboxes that know only older calls.
            LinuxErrors.ENOSYS or NotPermitted => NotSupported,
            _ => IoResult.Failure(error),
        };
    }

    public override IoResult WakeWaiters(nint address) =>
        Libc.SystemCall(FutexNumber, address, WakeFutex, int.MaxValue, 0, 0, 0) < 0 ? LastError() : IoResult.Success();

    private static nint FutexNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;
}
