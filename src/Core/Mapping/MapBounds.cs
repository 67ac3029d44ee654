using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>The out-of-range rule of what reads and writes up to an end that is not the mapping's.</summary>
internal static class MapBounds
{
    /// <summary>Throws when an interval does not end before or at the end. The offset lies inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(long offset, long length, long end)
    {
        if (length > end - offset)
        {
            ThrowPast(offset, length, end);
        }
    }

    /// <summary>As <see cref="Check"/>, for an offset that may be anything.</summary>
    public static void CheckWithin(long offset, long length, long end)
    {
        if ((ulong)offset > (ulong)end || length > end - offset)
        {
            ThrowPast(offset, length, end);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowPast(long offset, long length, long end) => throw new ArgumentOutOfRangeException(
        nameof(offset), offset, $"{length} bytes at this offset are not inside the interval, which ends at offset {end}.");
}
