using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Steps that no other thread or process sees half done, on aligned addresses of 4 or 8 bytes.</summary>
internal static unsafe class Atomic
{
    // One of the two branches is left when T is known.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CompareExchange<T>(byte* address, T value, T comparand)
        where T : unmanaged, IBinaryInteger<T> => sizeof(T) == sizeof(int)
            ? Unsafe.BitCast<int, T>(Interlocked.CompareExchange(ref *(int*)address, Unsafe.BitCast<T, int>(value), Unsafe.BitCast<T, int>(comparand)))
            : Unsafe.BitCast<long, T>(Interlocked.CompareExchange(ref *(long*)address, Unsafe.BitCast<T, long>(value), Unsafe.BitCast<T, long>(comparand)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exchange<T>(byte* address, T value)
        where T : unmanaged, IBinaryInteger<T> => sizeof(T) == sizeof(int)
            ? Unsafe.BitCast<int, T>(Interlocked.Exchange(ref *(int*)address, Unsafe.BitCast<T, int>(value)))
            : Unsafe.BitCast<long, T>(Interlocked.Exchange(ref *(long*)address, Unsafe.BitCast<T, long>(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(byte* address, T value)
        where T : unmanaged, IBinaryInteger<T> => sizeof(T) == sizeof(int)
            ? Unsafe.BitCast<int, T>(Interlocked.Add(ref *(int*)address, Unsafe.BitCast<T, int>(value)))
            : Unsafe.BitCast<long, T>(Interlocked.Add(ref *(long*)address, Unsafe.BitCast<T, long>(value)));

    /// <summary>Throws for what a processor does not do in one step.</summary>
    /// <param name="address">The address of the mapping.</param>
    /// <param name="offset">The offset in bytes; it lies inside.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check<T>(byte* address, long offset)
        where T : unmanaged
    {
        if ((sizeof(T) != sizeof(int) && sizeof(T) != sizeof(long)) || (((nint)address + offset) & (sizeof(T) - 1)) != 0)
        {
            Refuse<T>(offset);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Refuse<T>(long offset)
        where T : unmanaged
    {
        if (sizeof(T) is not (sizeof(int) or sizeof(long)))
        {
            throw new NotSupportedException($"{typeof(T).Name} has {sizeof(T)} bytes; atomic steps are made on 4 or 8.");
        }

        throw new ArgumentException(
            $"The address of offset {offset} is not a multiple of {sizeof(T)}; it is the offset in the file, not in the mapping, that must be.", nameof(offset));
    }
}
