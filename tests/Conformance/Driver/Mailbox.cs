namespace Mapwright.Conformance.Driver;

/// <summary>Threads that take messages in order.</summary>
internal sealed class Mailbox<T> : IAsyncDisposable
{
    private readonly Queue<T> _messages = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<T> _handle;
    private int _threads;
    private bool _closed;

    public Mailbox(string name, int threads, Action<T> handle)
    {
        _handle = handle;
        _threads = threads;
        for (var i = 0; i < threads; i++)
        {
            new Thread(Run) { IsBackground = true, Name = $"Conformance {name} {i + 1}" }.UnsafeStart();
        }
    }

    public void Post(params ReadOnlySpan<T> messages)
    {
        lock (_messages)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            foreach (var message in messages)
            {
                _messages.Enqueue(message);
                Monitor.Pulse(_messages);
            }
        }
    }

    /// <summary>Takes back a message that no thread has taken.</summary>
    public bool TryWithdraw(Predicate<T> match, out T? withdrawn)
    {
        lock (_messages)
        {
            withdrawn = default;
            var found = false;
            for (var i = _messages.Count; i > 0; i--)
            {
                var message = _messages.Dequeue();
                if (!found && match(message))
                {
                    found = true;
                    withdrawn = message;
                }
                else
                {
                    _messages.Enqueue(message);
                }
            }

            return found;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_messages)
        {
            _closed = true;
            Monitor.PulseAll(_messages);
        }

        return new(_ended.Task);
    }

    private void Run()
    {
        while (TryTake(out var message))
        {
            _handle(message);
        }

        if (Interlocked.Decrement(ref _threads) == 0)
        {
            _ended.SetResult();
        }
    }

    private bool TryTake(out T message)
    {
        lock (_messages)
        {
            while (_messages.Count == 0)
            {
                if (_closed)
                {
                    message = default!;
                    return false;
                }

                Monitor.Wait(_messages);
            }

            message = _messages.Dequeue();
            return true;
        }
    }
}
