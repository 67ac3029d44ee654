using System.Globalization;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>Moves the range of a token to its next state, or says why the token may not be used so.</summary>
    /// <remarks>A stale token is met before it does anything, but for one that becomes stale at this moment: what that moved is put back.</remarks>
    private void Spend(long offset, long length, int generation, RangeState from, RangeState to, string operation)
    {
        CheckGeneration(offset, length, generation, operation);
        Move(offset, length, from, to, operation);
        if (!_states.IsOf(generation, offset, length))
        {
            Move(offset, length, to, from, operation);
            CheckGeneration(offset, length, generation, operation);
        }
    }

    private void CheckGeneration(long offset, long length, int generation, string operation)
    {
        if (!_states.IsOf(generation, offset, length))
        {
            throw Misused(operation, offset, length, "it was given back, or written anew, and is another token's now");
        }
    }

    /// <summary>Takes the range of a receipt for a change of its generation, whether it was flushed or not.</summary>
    /// <returns>The state that it was in.</returns>
    private RangeState Hold(WriteReceipt receipt, string operation)
    {
        CheckGeneration(receipt.Offset, receipt.Length, receipt.Generation, operation);
        lock (_flushes)
        {
            if (_flushing.Contains(KeyOf(receipt)))
            {
                throw Misused(operation, receipt.Offset, receipt.Length, "it is being flushed");
            }

            var state = _states[receipt.Offset] == RangeState.Flushed ? RangeState.Flushed : RangeState.Written;
            Spend(receipt.Offset, receipt.Length, receipt.Generation, state, RangeState.Writing, operation);
            return state;
        }
    }

    /// <summary>Moves a range that is this party's to its next state, or says why that is not so.</summary>
    private void Move(long offset, long length, RangeState from, RangeState to, string operation)
    {
        if (!_states.TryMove(offset, length, from, to, out var found))
        {
            throw Misused(operation, offset, length, found);
        }
    }

    private void CheckOwner(RangedFileBase? issuer, long offset, long length, string operation)
    {
        if (issuer == this)
        {
            return;
        }

        var reason = issuer is null ? "it is a default value, which no file issued"
            : issuer.Path == Path ? "another object that has this file open issued it"
            : $"'{issuer.Path}' issued it";
        throw Misused(operation, offset, length, reason);
    }

    private StorageException Misused(string operation, long offset, long length, RangeState found) => Misused(operation, offset, length, found switch
    {
        RangeState.Allocated => "it was not written yet",
        RangeState.Writing => "it is being written",
        RangeState.Written => "it was written already",
        _ => "its receipt was flushed already, or is being flushed",
    });

    private StorageException Misused(string operation, long offset, long length, string reason) => new(
        StorageErrorCode.TokenMisused,
        operation,
        Path,
        string.Create(CultureInfo.InvariantCulture, $"{operation} of '{Path}' is refused for the range [{offset}, {offset + length}): {reason}."),
        offset);
}
