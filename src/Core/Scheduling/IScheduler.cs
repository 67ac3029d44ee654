namespace Mapwright;

/// <summary>Runs the blocking bodies of operations that have to wait. A scheduler adapter implements this, and nothing else.</summary>
public interface IScheduler
{
    /// <summary>Accepts an item. The scheduler calls exactly one of its methods, once: to run it or to fail it.</summary>
    /// <param name="item">The item; its <see cref="IWorkItem.Next"/> belongs to the scheduler until the item is run or failed.</param>
    /// <remarks>
    /// Never blocks. A bounded scheduler keeps what does not fit and lets the pending operation be the back-pressure. Whatever it throws refuses the item, which
    /// fails with it; what only gives resources back is then done on the caller's thread.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The scheduler was shut down; the item was not accepted.</exception>
    void Schedule(IWorkItem item);

    /// <summary>Where the code after an <c>await</c> of an operation runs.</summary>
    ContinuationPolicy Continuations => ContinuationPolicy.Pool;

    /// <summary>
    /// Whether the code after the <c>await</c> may go on right here, where no synchronization context was captured. Asked once
    /// for each operation that ran, on the thread that completes it: the body has ended, and the awaiting code has not begun.
    /// </summary>
    /// <returns>By default what <see cref="Continuations"/> says.</returns>
    /// <remarks>
    /// A scheduler that runs bodies on the thread pool may allow it there, where the code may run anyway, and save a second
    /// trip through the pool.
    /// </remarks>
    bool TryContinueHere() => Continuations == ContinuationPolicy.Inline;
}

/// <summary>A blocking body, ready to run.</summary>
public interface IWorkItem : IThreadPoolWorkItem
{
    /// <summary>A link for the scheduler's own queues.</summary>
    IWorkItem? Next { get; set; }

    /// <summary>
    /// Completes the operation with an error in place of running it. The awaiting code never runs inside this call, whatever
    /// <see cref="IScheduler.Continuations"/> says: who fails an item is shutting down, or serves another caller.
    /// </summary>
    /// <param name="exception">What the awaiting code gets.</param>
    void Fail(Exception exception);
}

/// <summary>Where the code after an <c>await</c> runs.</summary>
public enum ContinuationPolicy
{
    /// <summary>On the thread pool, or on the captured synchronization context: user code never holds a scheduler's thread.</summary>
    Pool = 0,

    /// <summary>
    /// On the thread that completed the operation, where no synchronization context was captured. An operation that was cancelled or
    /// failed before it ran goes on as with <see cref="Pool"/>.
    /// </summary>
    Inline = 1,
}
