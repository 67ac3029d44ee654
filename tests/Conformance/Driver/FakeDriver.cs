using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance.Driver;

/// <summary>
/// What a kernel's completion queue would be: one thread that transfers in pieces between the request's pinned buffer and
/// the handle, and completes.
/// </summary>
/// <remarks>It asks the probes before it transfers, so that gates and faults meet it as they meet the platform.</remarks>
internal sealed class FakeDriver : IAsyncDisposable
{
    /// <summary>Larger transfers are short, as a kernel's may be.</summary>
    private const int LargestPiece = 64 * 1024;

    private readonly ProbedPlatform _platform;
    private readonly Mailbox<Transfer> _submissions;
    private int _accepted;

    public FakeDriver(ProbedPlatform platform)
    {
        _platform = platform;
        _submissions = new Mailbox<Transfer>("driver", threads: 1, Handle);
    }

    public int Accepted => Volatile.Read(ref _accepted);

    public bool TryStart(Transfer transfer)
    {
        Interlocked.Increment(ref _accepted);
        _submissions.Post(transfer);
        return true;
    }

    /// <summary>A request that was not begun ends at once; one that was begun ends as it would.</summary>
    public void Cancel(IWorkItem item)
    {
        if (_submissions.TryWithdraw(transfer => transfer.Item == item, out var transfer))
        {
            transfer!.End(IoResult.Failure(_platform.ErrorOf(StorageErrorCode.Cancelled)));
        }
    }

    public ValueTask DisposeAsync() => _submissions.DisposeAsync();

    private void Handle(Transfer transfer)
    {
        if (_platform.Intercepts(transfer.Primitive, out var answer))
        {
            transfer.End(answer);
            return;
        }

        try
        {
            var done = 0;
            int count;
            while (done < transfer.Length && (count = transfer.Move(done, int.Min(LargestPiece, transfer.Length - done))) > 0)
            {
                done += count;
            }

            transfer.End(IoResult.Success(done));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            transfer.Abandon(exception);
        }
    }
}
