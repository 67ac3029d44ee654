using System.ComponentModel;
using System.Runtime.InteropServices;

namespace StarvedProgram;

/// <summary>How many threads the system gives to the user of this process. What exists stays.</summary>
internal static partial class ThreadLimit
{
    private const int Processes = 6;
    private const uint Nobody = 65534;

    /// <summary>The limit does not hold for root, who becomes another user for good.</summary>
    public static void LeaveRoot()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Check(SetUser(Nobody, Nobody, Nobody));
        }
    }

    /// <summary>No new thread, until <see cref="Lift"/>.</summary>
    public static void Enforce() => Set(static limit => limit with { Soft = 0 });

    public static void Lift() => Set(static limit => limit with { Soft = limit.Hard });

    private static void Set(Func<Limit, Limit> change)
    {
        Check(Get(Processes, out var limit));
        limit = change(limit);
        Check(Set(Processes, in limit));
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "setresuid", SetLastError = true)]
    private static partial int SetUser(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, in Limit limit);

    private record struct Limit(nuint Soft, nuint Hard);
}
