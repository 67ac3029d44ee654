using System.Runtime.CompilerServices;

namespace Mapwright.Ringed;

/// <summary>The two queues that are shared with the kernel. Used by the thread that made it, and by no other.</summary>
/// <remarks>
/// Each index has one writer. The kernel moves the head of the submissions and the tail of the completions; the owner writes
/// entries first and publishes its own index with release afterwards, and reads the kernel's with acquire before the entries.
/// </remarks>
internal sealed unsafe class RingMemory
{
    private readonly RingSetup _setup;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly Submission* _submissions;
    private readonly Completion* _completions;
    private readonly uint _submissionMask;
    private readonly uint _completionMask;
    private uint _tail;
    private uint _head;

    public RingMemory(RingSetup setup)
    {
        _setup = setup;
        ref readonly var parameters = ref setup.Parameters;
        var queues = (byte*)setup.Queues;
        _submissions = (Submission*)setup.Entries;
        _submissionHead = (uint*)(queues + parameters.Submission.Head);
        _submissionTail = (uint*)(queues + parameters.Submission.Tail);
        _submissionMask = *(uint*)(queues + parameters.Submission.Mask);
        _completionHead = (uint*)(queues + parameters.Completion.Head);
        _completionTail = (uint*)(queues + parameters.Completion.Tail);
        _completionMask = *(uint*)(queues + parameters.Completion.Mask);
        _completions = (Completion*)(queues + parameters.Completion.Entry);
        _tail = *_submissionTail;
        _head = *_completionHead;

        // The kernel takes submissions by way of an array of indexes, which stays the identity.
        var array = (uint*)(queues + parameters.Submission.Array);
        for (uint i = 0; i < parameters.SubmissionEntries; i++)
        {
            array[i] = i;
        }
    }

    /// <summary>The entries that were added and that the kernel has not taken.</summary>
    public uint Unsubmitted => _tail - Volatile.Read(ref *_submissionHead);

    public bool HasRoom => Unsubmitted <= _submissionMask;

    public bool HasCompletion => Volatile.Read(ref *_completionTail) != _head;

    /// <summary>Adds an entry; there is room.</summary>
    public void Add(in Submission submission)
    {
        _submissions[_tail & _submissionMask] = submission;
        _tail++;
        Volatile.Write(ref *_submissionTail, _tail);
    }

    public bool TryTake(out Completion completion)
    {
        Unsafe.SkipInit(out completion);
        if (!HasCompletion)
        {
            return false;
        }

        completion = _completions[_head & _completionMask];
        _head++;
        Volatile.Write(ref *_completionHead, _head);
        return true;
    }

    /// <summary>Hands over what was added, and lets the kernel complete what it can.</summary>
    /// <param name="completions">How many completions to wait for.</param>
    /// <returns>0, or the error.</returns>
    public int Enter(uint completions) => _setup.Enter(Unsubmitted, completions);
}
