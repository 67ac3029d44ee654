using System.Globalization;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>Moves a range to its next state, or says why its token may not be used so.</summary>
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
