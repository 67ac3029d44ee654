using System.Runtime.ExceptionServices;

namespace Mapwright;

/// <summary>A surface with a lifetime: a handle, a mapping, a lock.</summary>
/// <remarks>
/// Disposing ends new use at once and does not wait; the last running operation closes: <see cref="UseCount"/> tells it.
/// Who finds that use has ended and nobody is inside may close, and the first such party does.
/// </remarks>
public abstract class StorageObject : StorageSurface, IDisposable, IAsyncDisposable
{
    private static readonly TaskCompletionSource s_closed = CreateClosed();

    private readonly UseCount _use = new();
    private bool _closeStarted;
    private TaskCompletionSource? _closing;
    private Exception? _closeError;

    private protected StorageObject(StoragePlatform platform)
        : base(platform)
    {
    }

    /// <summary>Whether the object was disposed.</summary>
    public bool IsClosed => _use.HasEnded;

    /// <summary>Ends new use. Operations that run finish, and the last of them closes; with none running, this call closes.</summary>
    /// <exception cref="StorageException">
    /// Closing failed; when an operation closed after an earlier call, the second call reports it.
    /// </exception>
    public void Dispose()
    {
        if (EndUse())
        {
            Close();
        }

        GC.SuppressFinalize(this);
        ThrowCloseError();
    }

    /// <summary>Ends new use and waits for the operations that run and for the close.</summary>
    /// <returns>The pending close.</returns>
    /// <exception cref="StorageException">Closing failed.</exception>
    public async ValueTask DisposeAsync()
    {
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        closing = Interlocked.CompareExchange(ref _closing, closing, null) ?? closing;
        if (EndUse())
        {
            CloseElsewhere();
        }

        GC.SuppressFinalize(this);
        await closing.Task.ConfigureAwait(false);
        ThrowCloseError();
    }

    private protected sealed override void ThrowIfClosed() => ObjectDisposedException.ThrowIf(IsClosed, this);

    /// <summary>Starts a use of the object: nothing it holds goes away until <see cref="Exit"/>.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    private protected void Enter()
    {
        if (!TryEnter())
        {
            ObjectDisposedException.ThrowIf(true, this);
        }
    }

    /// <summary>As <see cref="Enter"/>, for a party that must not throw.</summary>
    /// <returns>False: the object was disposed, and there is nothing to exit.</returns>
    private protected bool TryEnter()
    {
        Telemetry.Mark();
        return _use.TryEnter();
    }

    /// <summary>Ends a use; the last one out of a disposed object closes it.</summary>
    private protected void Exit()
    {
        if (!_use.Exit())
        {
            return;
        }

        if (NonBlockingThread.IsHere)
        {
            // Closing may take its time, and all that this thread completes would wait for it.
            CloseElsewhere();
        }
        else
        {
            Close();
        }
    }

    /// <summary>Called once, when use ends and before anything is released: ends what waits for this object. Does not wait or throw.</summary>
    private protected virtual void OnClosing()
    {
    }

    /// <summary>Releases what the object holds. Called once, when nothing runs any more; reports errors by throwing.</summary>
    private protected abstract void CloseCore();

    private static TaskCompletionSource CreateClosed()
    {
        var closed = new TaskCompletionSource();
        closed.SetResult();
        return closed;
    }

    /// <summary>Ends use. True when nobody is inside.</summary>
    private bool EndUse()
    {
        // Inside itself, so that nobody is the last one out, and closes, while OnClosing still uses what is released then.
        if (_use.TryEnter())
        {
            if (_use.End())
            {
                OnClosing();
            }

            _use.Exit();
        }

        return _use.IsEmpty;
    }

    private void CloseElsewhere()
    {
        try
        {
            Scheduler.Schedule(new CloseItem(this));
        }
        catch (Exception)
        {
            // The scheduler was shut down before its files were, whichever way it says so: close here rather than leak.
            Close();
        }
    }

    private void Close()
    {
        if (Interlocked.Exchange(ref _closeStarted, true))
        {
            return;
        }

        try
        {
            CloseCore();
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _closeError, exception);
        }

        (Interlocked.CompareExchange(ref _closing, s_closed, null) ?? s_closed).TrySetResult();
    }

    private void ThrowCloseError()
    {
        if (Interlocked.Exchange(ref _closeError, null) is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>The close of an object that nobody is inside of, on a thread that may wait.</summary>
    private sealed class CloseItem(StorageObject owner) : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute() => owner.Close();

        // Nothing is left open because a scheduler stopped.
        public void Fail(Exception exception) => owner.Close();
    }
}
