namespace Mapwright.Ringed;

/// <summary>Cancelling is asking: the request stays until the kernel's final completion, and success wins.</summary>
/// <remarks>
/// Nobody tells the owner <em>which</em> request was cancelled: by the time it listened that request might be another's. It is told that there
/// are some, and finds those whose tokens have fired. Invariant: a request whose token fires is found. Whoever fires it raises the flag after, and
/// the owner takes the flag before it takes what was queued, so a request that was queued before the flag was raised is among those
/// that are looked at; one that is queued later is looked at when it is submitted.
/// </remarks>
internal sealed partial class RingOwner
{
    private int _cancelAsked;
    private int _cancellations;
    private bool _hasUnasked;

    /// <summary>A token has fired.</summary>
    public void AskCancel()
    {
        Volatile.Write(ref _cancelAsked, 1);
        _wake!.Wake();
    }

    private bool IsCancelAsked => Volatile.Read(ref _cancelAsked) != 0;

    private bool TakeCancelAsked() =>
        (IsCancelAsked && Interlocked.Exchange(ref _cancelAsked, 0) != 0) || (_hasUnasked && _cancellations < _mostCancellations);

    private void Cancel()
    {
        for (var request = _backlog.TakeCancelled(); request is not null;)
        {
            var next = (INativeRequest?)request.Next;
            request.Next = null;
            request.Fail(KernelError.Cancelled);
            request = next;
        }

        _hasUnasked = false;
        var places = _transfers!.Places;
        for (var place = 0; place < places.Length; place++)
        {
            ref var transfer = ref places[place];
            if (transfer.Request is null || transfer.IsCancelAsked || !transfer.Request.IsCancellationRequested)
            {
                continue;
            }

            if (_cancellations == _mostCancellations)
            {
                // The others are asked for when a place among the completions is free again.
                _hasUnasked = true;
                return;
            }

            transfer.IsCancelAsked = true;
            _cancellations++;
            Add(new Submission
            {
                Operation = RingOperation.Cancel,
                Descriptor = -1,
                Address = _transfers.TagOf(place),
                Tag = CancelTag,
            });
        }
    }
}
