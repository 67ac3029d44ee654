namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>
    /// Commits what was appended, marks the end, and closes the journal, also where that fails. Afterwards every member refuses. Unlike <see cref="StorageObject.Dispose"/>
    /// it waits for a group that is in flight, and a journal that is poisoned says so.
    /// </summary>
    /// <remarks>Operations that run meanwhile, of other threads or the journal's own, finish, and the last of them closes.</remarks>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    /// <exception cref="StorageException">
    /// Writing or flushing failed, now or earlier, as for <see cref="Commit(CancellationToken)"/>; or closing did. The journal is closed.
    /// </exception>
    [Cleans, Invalidates]
    public void Close()
    {
        ThrowIfClosed();
        try
        {
            ThrowIfFailed(nameof(Close));
            Commit(CancellationToken.None);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>As <see cref="Close"/>, without a thread; waits for the operations of others, too.</summary>
    /// <param name="cancellationToken">Not heeded once the close has begun: what was appended is committed.</param>
    /// <returns>The pending close.</returns>
    /// <exception cref="OperationCanceledException">The token had fired before; the journal is open.</exception>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    /// <exception cref="StorageException">
    /// Writing or flushing failed, now or earlier, as for <see cref="Commit(CancellationToken)"/>; or closing did. The journal is closed.
    /// </exception>
    [Cleans, Invalidates]
    [AsyncTwinOf(nameof(Close), typeof(JournalBase))]
    public ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : CommitAndDisposeAsync();
    }

    private async ValueTask CommitAndDisposeAsync()
    {
        try
        {
            ThrowIfFailed(nameof(Close));
            await CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }
}
