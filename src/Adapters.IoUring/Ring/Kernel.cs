using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

// Without the attribute a file of that name beside the program would be loaded first.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]

namespace Mapwright.Ringed;

/// <summary>The kernel's calls. A caller of a failed call reads the error on the very next line.</summary>
/// <remarks>The C library has no functions for the three of the ring; their numbers are the same on x64 and arm64.</remarks>
internal static unsafe partial class Kernel
{
    private const int SetupNumber = 425;
    private const int EnterNumber = 426;
    private const int RegisterNumber = 427;

    private const string Library = "libc";

    public static int Setup(uint entries, RingParameters* parameters) => (int)SystemCall(SetupNumber, (nint)entries, (nint)parameters, 0, 0, 0, 0);

    public static int Enter(int ring, uint submissions, uint completions, uint flags) =>
        (int)SystemCall(EnterNumber, ring, (nint)submissions, (nint)completions, (nint)flags, 0, 0);

    public static int Register(int ring, uint operation, void* argument, uint count) =>
        (int)SystemCall(RegisterNumber, ring, (nint)operation, (nint)argument, (nint)count, 0, 0);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int CreateEvent(uint value, int flags);

    /// <summary>The handle is held open during the call, so that its number cannot be another file's by then.</summary>
    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle handle, ulong* value, nuint count);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
