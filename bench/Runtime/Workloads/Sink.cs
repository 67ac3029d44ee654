namespace Mapwright.Bench.Runtime.Workloads;

/// <summary>Where results go, so that the compiler cannot leave out the work.</summary>
internal static class Sink
{
    private static long s_value;

    public static void Keep(long value) => Volatile.Write(ref s_value, value);
}
