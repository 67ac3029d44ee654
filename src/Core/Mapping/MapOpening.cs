namespace Mapwright;

/// <summary>The opening of a map whose file is open and whose lock is held or waited for. Nothing of the file was changed yet.</summary>
/// <param name="map">The map, which nobody else has yet.</param>
/// <param name="operation">The operation that opens.</param>
/// <param name="initialLength">The length of a file that has no bytes.</param>
/// <param name="wait">The wait for the lock; null when it is held or none was asked for.</param>
internal sealed class MapOpening<TMap>(TMap map, string operation, long? initialLength, Waiter<LockGuard>? wait) : Suspended<TMap>
    where TMap : MappedFileBase
{
    /// <inheritdoc/>
    public override Task? WhenReady() => wait?.WhenEnded();

    /// <inheritdoc/>
    public override TMap Finish()
    {
        map.FinishOpening(operation, initialLength, default, wait);
        return map;
    }

    /// <inheritdoc/>
    public override Exception Abandon(Exception cause)
    {
        try
        {
            map.Undo(cause, operation);
            return cause;
        }
        catch (Exception worse)
        {
            return worse;
        }
    }
}
