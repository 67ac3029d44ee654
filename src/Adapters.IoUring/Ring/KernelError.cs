using System.Runtime.InteropServices;

namespace Mapwright.Ringed;

/// <summary>The error numbers that a ring acts on; the same on x64 and arm64.</summary>
internal static class KernelError
{
    public const int NotPermitted = 1;
    public const int Interrupted = 4;
    public const int Io = 5;
    public const int TryAgain = 11;
    public const int NoMemory = 12;
    public const int NoAccess = 13;
    public const int Busy = 16;
    public const int Invalid = 22;
    public const int NoSystemCall = 38;
    public const int Cancelled = 125;

    public static string Describe(int error) => $"errno {error}: {Marshal.GetPInvokeErrorMessage(error)}";
}
