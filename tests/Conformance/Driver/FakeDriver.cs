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
    private readonly Mailbox<INativeRequest> _submissions;
    private int _accepted;

    public FakeDriver(ProbedPlatform platform)
    {
        _platform = platform;
        _submissions = new Mailbox<INativeRequest>("driver", threads: 1, Handle);
    }

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Takes requests that are linked, all at once; declines where there is none.</summary>
    public bool TryStart(INativeRequest? first)
    {
        List<INativeRequest> all = [];
        for (var request = first; request is not null; request = (INativeRequest?)request.Next)
        {
            all.Add(request);
        }

        Interlocked.Add(ref _accepted, all.Count > 0 ? 1 : 0);
        _submissions.Post([.. all]);
        return all.Count > 0;
    }

    /// <summary>What was cancelled and not begun ends at once; what was begun ends as it would.</summary>
    public void Cancel()
    {
        while (_submissions.TryWithdraw(request => request.IsCancellationRequested, out var request))
        {
            request!.Fail(_platform.ErrorOf(StorageErrorCode.Cancelled));
        }
    }

    public ValueTask DisposeAsync() => _submissions.DisposeAsync();

    private void Handle(INativeRequest request)
    {
        if (_platform.Intercepts($"{request.Primitive}", out var answer))
        {
            End(request, answer);
            return;
        }

        try
        {
            int count;
            while (request.Transferred < request.Length && (count = Move(request)) > 0)
            {
                request.Transferred += count;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            request.Abandon(exception);
            return;
        }

        request.Complete(request.Transferred);
    }

    private static void End(INativeRequest request, IoResult answer)
    {
        if (answer.IsFailure)
        {
            request.Transferred = (int)answer.Value;
            request.Fail(answer.Error);
        }
        else
        {
            request.Complete((int)answer.Value);
        }
    }

    /// <summary>Transfers a piece.</summary>
    /// <remarks>Nothing here cuts the power: a durable write is a write.</remarks>
    /// <returns>The bytes transferred; 0 at the end of the file.</returns>
    private static unsafe int Move(INativeRequest request)
    {
        var count = int.Min(LargestPiece, request.Length - request.Transferred);
        var bytes = new Span<byte>((byte*)request.Address + request.Transferred, count);
        var offset = request.Offset + request.Transferred;
        var handle = request.File.SafeHandle!;
        if (request.Primitive == StoragePrimitive.ReadAt)
        {
            return offset > long.MaxValue - count ? 0 : RandomAccess.Read(handle, bytes, offset);
        }

        RandomAccess.Write(handle, bytes, offset);
        return count;
    }
}
