namespace Mapwright;

/// <summary>
/// An operation whose first half has run and that waits, perhaps, for another party before it goes on. The blocking form finishes it, and waits on its
/// thread; the asynchronous one keeps no thread while it waits: <see cref="SuspendingItem{TResult, TBody}"/>.
/// </summary>
/// <typeparam name="TResult">The result of the operation.</typeparam>
internal abstract class Suspended<TResult>
{
    /// <summary>Asks for the end of the wait, at most once. It is no error there, whichever way the wait ended: <see cref="Finish"/> tells.</summary>
    /// <returns>Null when there is nothing to wait for.</returns>
    public abstract Task? WhenReady();

    /// <summary>The second half; waits on this thread where the wait has not ended. On failure nothing is left of the first half.</summary>
    /// <exception cref="Exception">The wait ended with an error, or the second half failed.</exception>
    public abstract TResult Finish();

    /// <summary>In place of <see cref="Finish"/>, after the wait: nothing runs the second half. Nothing is left of the first.</summary>
    /// <param name="cause">Why.</param>
    /// <returns>What the operation fails with.</returns>
    public abstract Exception Abandon(Exception cause);
}
