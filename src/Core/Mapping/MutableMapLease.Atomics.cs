using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

public sealed unsafe partial class MutableMapLease
{
    /// <inheritdoc cref="MutableMappedFileBase.VolatileWrite{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void VolatileWrite<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        Word<T>(offset);
        Volatile.WriteBarrier();
        Write(offset, value);
    }

    /// <inheritdoc cref="MutableMappedFileBase.CompareExchange{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange<T>(long offset, T value, T comparand)
        where T : unmanaged, IBinaryInteger<T>
    {
        var before = Atomic.CompareExchange(Word<T>(offset), value, comparand);
        ThrowIfFaulted(nameof(CompareExchange));
        return before;
    }

    /// <inheritdoc cref="MutableMappedFileBase.Exchange{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        var before = Atomic.Exchange(Word<T>(offset), value);
        ThrowIfFaulted(nameof(Exchange));
        return before;
    }

    /// <inheritdoc cref="MutableMappedFileBase.Add{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Add<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        var sum = Atomic.Add(Word<T>(offset), value);
        ThrowIfFaulted(nameof(Add));
        return sum;
    }
}
