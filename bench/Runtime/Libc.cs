using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Mapwright.Bench.Runtime;

/// <summary>The system's own calls: the limit that contenders are held against, and what sets a measurement up.</summary>
internal static unsafe partial class Libc
{
    /// <summary>RWF_NOWAIT.</summary>
    public const int NoWait = 8;

    /// <summary>RWF_DSYNC.</summary>
    public const int SyncWrittenData = 2;

    private const string Library = "libc";
    private const int AdviceRandom = 1;
    private const int AdviceDontNeed = 4;

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint Read(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "preadv2", SetLastError = true)]
    public static partial nint ReadVector(int fd, Vector* vectors, int count, long offset, int flags);

    [LibraryImport(Library, EntryPoint = "pwritev2", SetLastError = true)]
    public static partial nint WriteVector(int fd, Vector* vectors, int count, long offset, int flags);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(Microsoft.Win32.SafeHandles.SafeFileHandle file);

    /// <summary>Makes the content of a file durable.</summary>
    public static void FlushData(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        if (SyncData(file) != 0)
        {
            throw new IOException($"fdatasync failed with error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Drops clean cached pages of a file.</summary>
    public static void DropCache(int fd, long offset = 0, long length = 0) => Check(Advise(fd, offset, length, AdviceDontNeed));

    /// <summary>Switches read-ahead off for all that this process has open of a file.</summary>
    public static void ExpectRandom(string path)
    {
        foreach (var link in Directory.EnumerateFiles("/proc/self/fd"))
        {
            if (new FileInfo(link).LinkTarget == path)
            {
                Check(Advise(int.Parse(Path.GetFileName(link), CultureInfo.InvariantCulture), 0, 0, AdviceRandom));
            }
        }
    }

    /// <summary>The processor time that another process has used, whatever its threads; finer than the hundredths of a second of /proc.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        // What clock_getcpuclockid makes of the number of a process.
        const int OfProcess = 2;
        var time = stackalloc long[2];
        if (GetTime((~process << 3) | OfProcess, time) != 0)
        {
            throw new Win32Exception();
        }

        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0);
    }

    public static void PinThisThread(int processor)
    {
        var mask = stackalloc ulong[16];
        mask[processor / 64] = 1UL << (processor % 64);
        if (SetAffinity(0, 16 * sizeof(ulong), mask) != 0)
        {
            throw new Win32Exception();
        }
    }

    public readonly struct Vector(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
    }

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, long* time);

    /// <summary>posix_fadvise returns the error instead of setting it.</summary>
    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    private static partial int Advise(int fd, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
