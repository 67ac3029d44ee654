using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Mapwright;

public abstract partial class JournalReaderBase
{
    private static readonly TimeSpan s_shortestPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMilliseconds(64);

    private TailWaiter? _waiter;
    private TimeSpan _poll = s_shortestPoll;
    private long _polledAt = -1;

    /// <summary>Reads all records from the position on that are there now.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The records. The errors of <see cref="Read"/> come out of the enumeration.</returns>
    public async IAsyncEnumerable<JournalRecord> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } record)
        {
            yield return record;
        }
    }

    /// <summary>Reads all records from the position on, and waits for more where there are none. Ends by its token, or by an error.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The records. The errors of <see cref="Read"/> come out of the enumeration.</returns>
    public async IAsyncEnumerable<JournalRecord> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            while (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } record)
            {
                yield return record;
            }

            await WaitForMoreAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits until there may be something to read at the position: until a journal that is open in this process commits or closes; else, for another
    /// process's writer, some milliseconds, more while nothing comes.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position.</returns>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="InvalidOperationException">Another wait of this reader is on.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed, before or during the wait.</exception>
    [Operation(Wait = nameof(BeginWaitForMore))]
    public long WaitForMore(CancellationToken cancellationToken = default) =>
        BeginWaitForMore(cancellationToken, out var position, out var waiter) ? position : waiter.Park();

    /// <summary>Fails the wait: the reader goes away.</summary>
    private protected override void OnClosing()
    {
        base.OnClosing();
        Volatile.Read(ref _waiter)?.Leave(new ObjectDisposedException(GetType().FullName));
    }

    private bool BeginWaitForMore(CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Enter();
        try
        {
            result = Position;
            var wait = new TailWaiter(result);
            if (Volatile.Read(ref _waiter) is { IsDecided: false })
            {
                throw new InvalidOperationException($"Another wait of this reader of '{Path}' is on.");
            }

            Volatile.Write(ref _waiter, wait);
            var writer = Writer;
            writer?.AddTail(wait);
            wait.Arm(writer is null ? NextPoll() : Timeout.InfiniteTimeSpan, Owner.TimeProvider, cancellationToken);
            if (writer is not null && (writer.DurableLsn > result || Writer != writer))
            {
                // It committed or closed meanwhile, and may have looked for the wait before it was there.
                wait.Wake();
            }

            waiter = wait;
        }
        finally
        {
            Exit();
        }

        if (IsClosed)
        {
            // The dispose may have looked for the wait before it was there.
            OnClosing();
        }

        return false;
    }

    private TimeSpan NextPoll()
    {
        _poll = _polledAt != Position ? s_shortestPoll : _poll * 2 < s_longestPoll ? _poll * 2 : s_longestPoll;
        _polledAt = Position;
        return _poll;
    }
}
