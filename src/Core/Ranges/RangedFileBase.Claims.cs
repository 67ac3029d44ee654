using System.Globalization;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>
    /// Takes over a range that an earlier object handed out, or a part of one: what the caller knows to be in use. Never waits. Where allocation is durable, an
    /// earlier object's ranges stay taken, and nobody has a token of them; this makes one.
    /// </summary>
    /// <param name="offset">The offset in bytes, a multiple of the alignment.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <returns>A receipt as of a write that was flushed: good for reading the range, for writing it anew (<see cref="Rewrite"/>), and for giving it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is unaligned, or not inside the file.</exception>
    /// <exception cref="InvalidOperationException">
    /// A part of it was not handed out by an earlier object, or was given back, or was claimed already; nothing changed.
    /// </exception>
    /// <exception cref="NotSupportedException">Allocation is not durable: nothing is known of earlier objects.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [return: IssuedBy]
    public WriteReceipt Claim(long offset, long length)
    {
        CheckClaim(offset, length);
        ThrowIfClosed();
        if (!DurableAllocator().TryClaim(offset, length))
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"[{offset}, {offset + length}) of '{Path}' cannot be claimed: a part of it was not handed out by an earlier object, or was given back or claimed since."));
        }

        Move(offset, length, RangeState.Allocated, RangeState.Flushed, nameof(Claim));
        return new WriteReceipt(this, offset, length, _states.GenerationFor(offset, length));
    }

    /// <summary>
    /// Gives back, to be handed out again, what earlier objects handed out, or had leased when their process died, and nobody claimed. All of it or nothing, also
    /// when the power is cut.
    /// </summary>
    /// <returns>The bytes that were given back.</returns>
    /// <remarks>
    /// What an earlier object flushed is among it unless it was claimed: the file does not know which of its ranges are in use. <see cref="GetGaps"/> tells
    /// beforehand what it would be.
    /// </remarks>
    /// <exception cref="NotSupportedException">Allocation is not durable: nothing is known of earlier objects.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The system refused, and nothing was given back; or a flush failed: then it may be free to whoever opens the file next, and nobody can use it until then, nor is
    /// anything handed out or given back that has to be recorded.
    /// </exception>
    [Operation]
    public long ReleaseUnclaimed()
    {
        Enter();
        try
        {
            return DurableAllocator().FreeUnclaimed(nameof(ReleaseUnclaimed));
        }
        finally
        {
            Exit();
        }
    }

    private void CheckClaim(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        if (offset % Alignment != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, string.Create(CultureInfo.InvariantCulture, $"An offset is a multiple of {Alignment}."));
        }
    }

    private DurableRangeAllocator DurableAllocator() => _allocator as DurableRangeAllocator ?? throw new NotSupportedException(
        $"Nothing is known of what was handed out of '{Path}' before: it was opened without {nameof(RangedFileOptions.IsAllocationDurable)}.");
}
