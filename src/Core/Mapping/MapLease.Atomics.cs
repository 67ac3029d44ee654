using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

public unsafe partial class MapLease
{
    /// <inheritdoc cref="MappedFileBase.VolatileRead{T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T VolatileRead<T>(long offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        Word<T>(offset);
        var value = Read<T>(offset);
        Volatile.ReadBarrier();
        return value;
    }

    /// <summary>The address of a word that atomic steps can be made on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected byte* Word<T>(long offset)
        where T : unmanaged
    {
        var address = AddressOf(offset, sizeof(T));
        Atomic.Check<T>(_address, offset);
        return address;
    }
}
