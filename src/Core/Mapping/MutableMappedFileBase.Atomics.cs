using System.Numerics;

namespace Mapwright;

/// <remarks>
/// Atomic steps hold between threads and, through shared mappings of one file, between processes. Each step here also keeps the mapping from
/// moving; the same members of a lease cost a third of it.
/// </remarks>
public abstract partial class MutableMappedFileBase
{
    /// <summary>Writes a word in one step, after everything this thread wrote before.</summary>
    /// <typeparam name="T">An integer of 4 or 8 bytes, in the byte order of the machine.</typeparam>
    /// <param name="offset">The offset in bytes; its address is a multiple of the size.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The address is not a multiple of the size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping.</exception>
    /// <exception cref="NotSupportedException">The integer has neither 4 nor 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed; a store that raced with it may have been made.</exception>
    /// <exception cref="StorageException">As for <see cref="Write{T}"/>.</exception>
    [Dirties, Atomic, RangeOf(nameof(offset))]
    public unsafe void VolatileWrite<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        Atomic.Check<T>(Holding(offset, sizeof(T)).Address, offset);
        Volatile.WriteBarrier();
        Write(offset, value);
    }

    /// <summary>Replaces a word by another one if it has a certain value, in one step.</summary>
    /// <typeparam name="T">An integer of 4 or 8 bytes, in the byte order of the machine.</typeparam>
    /// <param name="offset">The offset in bytes; its address is a multiple of the size.</param>
    /// <param name="value">The new value.</param>
    /// <param name="comparand">The value that is replaced.</param>
    /// <returns>The value before; it was replaced if that is <paramref name="comparand"/>.</returns>
    /// <exception cref="ArgumentException">The address is not a multiple of the size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping.</exception>
    /// <exception cref="NotSupportedException">The integer has neither 4 nor 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Write{T}"/>.</exception>
    [Dirties, Atomic, RangeOf(nameof(offset))]
    public unsafe T CompareExchange<T>(long offset, T value, T comparand)
        where T : unmanaged, IBinaryInteger<T>
    {
        using var word = HoldWord<T>(offset, nameof(CompareExchange));
        var before = Atomic.CompareExchange(word.Address, value, comparand);
        word.ThrowIfFaulted(nameof(CompareExchange));
        return before;
    }

    /// <summary>Replaces a word by another one, in one step.</summary>
    /// <typeparam name="T">An integer of 4 or 8 bytes, in the byte order of the machine.</typeparam>
    /// <param name="offset">The offset in bytes; its address is a multiple of the size.</param>
    /// <param name="value">The new value.</param>
    /// <returns>The value before.</returns>
    /// <exception cref="ArgumentException">The address is not a multiple of the size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping.</exception>
    /// <exception cref="NotSupportedException">The integer has neither 4 nor 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Write{T}"/>.</exception>
    [Dirties, Atomic, RangeOf(nameof(offset))]
    public unsafe T Exchange<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        using var word = HoldWord<T>(offset, nameof(Exchange));
        var before = Atomic.Exchange(word.Address, value);
        word.ThrowIfFaulted(nameof(Exchange));
        return before;
    }

    /// <summary>Adds to a word, in one step; it wraps around.</summary>
    /// <typeparam name="T">An integer of 4 or 8 bytes, in the byte order of the machine.</typeparam>
    /// <param name="offset">The offset in bytes; its address is a multiple of the size.</param>
    /// <param name="value">What is added.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ArgumentException">The address is not a multiple of the size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping.</exception>
    /// <exception cref="NotSupportedException">The integer has neither 4 nor 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Write{T}"/>.</exception>
    [Dirties, Atomic, RangeOf(nameof(offset))]
    public unsafe T Add<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        using var word = HoldWord<T>(offset, nameof(Add));
        var sum = Atomic.Add(word.Address, value);
        word.ThrowIfFaulted(nameof(Add));
        return sum;
    }

    /// <summary>
    /// Holds a word for a step that must be made once: a plain store can be made again on the next region when it met one that had ended, an
    /// addition cannot.
    /// </summary>
    private unsafe WordScope HoldWord<T>(long offset, string operation)
        where T : unmanaged
    {
        EnterForStore(operation);
        var stay = KeepRegion();
        try
        {
            var region = StoreRegion(operation);
            ThrowIfOutside(region, offset, sizeof(T));
            Atomic.Check<T>(region.Address, offset);
            ThrowIfUnusable(region, operation);
            return new WordScope(this, stay, region, offset);
        }
        catch
        {
            stay.Dispose();
            Exit();
            throw;
        }
    }

    private readonly unsafe ref struct WordScope(MutableMappedFileBase map, RegionScope stay, MappedRegion region, long offset)
    {
        private readonly MutableMappedFileBase _map = map;
        private readonly MappedRegion _region = region;
        private readonly RegionScope _stay = stay;

        public byte* Address { get; } = region.Address + offset;

        /// <summary>Asked after the step: whether it met a page that could not be had.</summary>
        public void ThrowIfFaulted(string operation)
        {
            Volatile.ReadBarrier();
            _map.ThrowIfUnusable(_region, operation);
        }

        public void Dispose()
        {
            _stay.Dispose();
            _map.Exit();
        }
    }
}
