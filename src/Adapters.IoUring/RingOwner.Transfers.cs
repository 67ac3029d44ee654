namespace Mapwright.Ringed;

/// <summary>Transfers are finished here: short ones go on, and what the kernel wants tried again is.</summary>
internal sealed partial class RingOwner
{
    /// <summary>The most that the kernel transfers in one go.</summary>
    private const int LargestTransfer = 0x7FFF_F000;

    private const int MostRetries = 16;
    private const byte Asynchronously = 1 << 4;
    private const uint SyncWrittenData = 2;

    private void Handle(in Completion completion)
    {
        switch (completion.Tag)
        {
            case WakeTag:
                if (!_isShutting)
                {
                    ArmWakeUp();
                }

                break;
            case CancelTag:
                _cancellations--;
                break;
            default:
                Handle(completion.Tag, completion.Result);
                break;
        }
    }

    private void Handle(ulong tag, int result)
    {
        ref var transfer = ref _transfers![tag];
        var request = transfer.Request!;
        if (result < 0)
        {
            Refused(tag, ref transfer, request, -result);
            return;
        }

        transfer.Retries = 0;
        request.Transferred += result;
        if (result == 0 && transfer.IsWrite)
        {
            Fail(tag, KernelError.Io);
        }
        else if (result == 0 || IsWhole(request, transfer.IsWrite))
        {
            Complete(tag);
        }
        else
        {
            GoOn(tag, request);
        }
    }

    private void Refused(ulong tag, ref Transfer transfer, INativeRequest request, int error)
    {
        switch (error)
        {
            case KernelError.Interrupted:
                GoOn(tag, request);
                break;
            case KernelError.TryAgain or KernelError.Busy when transfer.Retries < MostRetries:
                transfer.Retries++;
                GoOn(tag, request);
                break;
            default:
                Fail(tag, error);
                break;
        }
    }

    private void GoOn(ulong tag, INativeRequest request)
    {
        if (request.IsCancellationRequested)
        {
            Fail(tag, KernelError.Cancelled);
        }
        else
        {
            Transfer(tag);
        }
    }

    /// <summary>Submits what is left of a transfer.</summary>
    private void Transfer(ulong tag)
    {
        ref var transfer = ref _transfers![tag];
        var request = transfer.Request!;
        var done = request.Transferred;
        var left = Reachable(request, transfer.IsWrite) - done;
        if (left == 0)
        {
            Complete(tag);
            return;
        }

        Add(new Submission
        {
            Operation = transfer.IsWrite ? RingOperation.Write : RingOperation.Read,

            // What could not be done at once is left to a thread of the kernel, which may wait.
            Flags = transfer.Retries > 0 ? Asynchronously : (byte)0,
            Descriptor = (int)request.File.SafeHandle!.DangerousGetHandle(),
            Offset = request.Offset + done,
            Address = (ulong)(request.Address + done),
            Length = (uint)int.Min(left, LargestTransfer),
            OperationFlags = transfer.IsDurable ? SyncWrittenData : 0,
            Tag = tag,
        });
    }

    /// <summary>Past the page cache only the end of the file is short of a whole block, and nothing can be asked beyond it.</summary>
    private static bool IsWhole(INativeRequest request, bool isWrite) =>
        request.Transferred == Reachable(request, isWrite)
        || (!isWrite && request.Transferred % request.File.Alignment != 0);

    /// <summary>The part of a read that has an offset at all; the kernel refuses an interval beyond the largest one.</summary>
    private static int Reachable(INativeRequest request, bool isWrite) =>
        isWrite ? request.Length : (int)long.Min(request.Length, long.MaxValue - request.Offset);

    private void Complete(ulong tag)
    {
        var request = _transfers!.Remove(tag);
        request.Complete(request.Transferred);
    }

    private void Fail(ulong tag, int error) => _transfers!.Remove(tag).Fail(error);
}
