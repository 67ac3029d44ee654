using System.Diagnostics.CodeAnalysis;

namespace Mapwright.Ringed;

/// <summary>The one thread that owns a ring: it submits, it takes completions, and nobody else touches the ring.</summary>
/// <remarks>
/// It goes round: takes the requests that came, gives the kernel as many as there are places for, and hands them over in one call that
/// also waits when there is nothing else to do. Invariant: there is a place among the completions for everything that is in
/// flight, so that the kernel never has to keep one back: <c>transfers + cancellations + 1 ≤ places</c>, the one being the wake-up.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The thread lets them go when it ends.")]
internal sealed partial class RingOwner
{
    /// <summary>How many completions are handled before what their continuations ask for is submitted: the disk idles meanwhile.</summary>
    private const int MostCompletions = 8;

    private const uint Outside = 1u << 31;
    private const ulong WakeTag = Outside;
    private const ulong CancelTag = Outside | 1;

    private readonly RequestQueue _queue = new();
    private readonly Backlog _backlog = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _decided = new(false, spinCount: 0);
    private readonly int _maximumInFlight;
    private RingSetup? _setup;
    private RingMemory? _ring;
    private WakeUp? _wake;
    private Transfers? _transfers;
    private RingFailedException? _failure;
    private string _description = "";
    private int _mostCancellations;
    private bool _closing;
    private bool _closed;

    private RingOwner(int maximumInFlight) => _maximumInFlight = maximumInFlight;

    /// <summary>What the kernel gave, or what stood in the way.</summary>
    public string Description => _description;

    /// <summary>Why the ring broke down, if it did.</summary>
    public RingFailedException? Failure => Volatile.Read(ref _failure);

    /// <summary>Ends when the thread has.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the thread and waits until it has a ring, or cannot have one.</summary>
    public static RingOwner? TryStart(string name, int maximumInFlight, out string description)
    {
        var owner = new RingOwner(maximumInFlight);
        new Thread(owner.Run) { Name = name, IsBackground = true }.UnsafeStart();
        owner._decided.Wait();
        description = owner._description;
        return owner._transfers is null ? null : owner;
    }

    /// <summary>Accepts a request, or several that are linked: the owner sees them at once. False: the ring was closed.</summary>
    /// <exception cref="RingFailedException">The ring broke down.</exception>
    public bool TryAdd(INativeRequest request)
    {
        if (!Volatile.Read(ref _closing) && _queue.TryAdd(request))
        {
            _wake!.Wake();
            return true;
        }

        return Failure is { } failure ? throw new RingFailedException(failure.Message, failure) : false;
    }

    /// <summary>Accepts nothing any more, finishes what was accepted, and ends.</summary>
    public void Close()
    {
        Volatile.Write(ref _closing, true);
        _wake!.Wake();
    }

    private void Run()
    {
        _thread = Thread.CurrentThread;
        NonBlockingThread.Declare("the thread that owns a ring");
        if (!TryOpen(out _description))
        {
            _decided.Set();
            return;
        }

        _decided.Set();
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        try
        {
            while (Turn())
            {
            }

            Shut();
        }
        catch (RingFailedException failure)
        {
            BreakDown(failure);
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _idle.Set();
        _ended.SetResult();
    }

    /// <summary>Makes the ring and its wake-up, and sees the kernel take a submission.</summary>
    private bool TryOpen(out string description)
    {
        _setup = RingSetup.TryCreate((uint)int.Max(_maximumInFlight, 8), out description);
        if (_setup is null)
        {
            return false;
        }

        try
        {
            _wake = new WakeUp();
            _ring = new RingMemory(_setup);
            ArmWakeUp();
            Submit(wait: false);
        }
        catch (RingFailedException failure)
        {
            // The kernel took nothing.
            description = failure.Obstacle;
            _wake?.Dispose();
            _setup.Dispose();
            return false;
        }

        var places = (int)_setup.Parameters.CompletionEntries;
        var capacity = int.Min(_maximumInFlight, places / 2);
        _mostCancellations = places - capacity - 1;
        _transfers = new Transfers(capacity);
        description = $"io_uring with {_setup.Kind}; {capacity} in flight";
        return true;
    }

    /// <summary>Goes round once. False: closed, and all is done.</summary>
    private bool Turn()
    {
        var isCancelAsked = TakeCancelAsked();
        if (Volatile.Read(ref _closing))
        {
            _backlog.Add(_queue.Close());
            _closed = true;
            if (_backlog.IsEmpty && _transfers!.Count == 0 && _cancellations == 0)
            {
                return false;
            }
        }
        else
        {
            _backlog.Add(_queue.TakeAll());
        }

        if (isCancelAsked)
        {
            Cancel();
        }

        Fill();
        if (!_ring!.HasCompletion)
        {
            Sleep();
        }
        else if (_ring.Unsubmitted > 0)
        {
            Submit(wait: false);
        }

        for (var i = 0; i < MostCompletions && _ring.TryTake(out var completion); i++)
        {
            Handle(completion);
        }

        return true;
    }

    /// <summary>Submits, and waits for a completion unless there is something to do.</summary>
    private void Sleep()
    {
        _wake!.BeginSleep();
        NoteIdle();
        var mayWait = !IsCancelAsked && (_closed || (_queue.IsEmpty && !Volatile.Read(ref _closing)));
        if (mayWait || _ring!.Unsubmitted > 0)
        {
            Submit(mayWait);
        }

        _wake.EndSleep();
    }

    private void Fill()
    {
        while (!_transfers!.IsFull && _backlog.Take() is { } request)
        {
            if (request.IsCancellationRequested)
            {
                request.Fail(KernelError.Cancelled);
                continue;
            }

            Transfer(_transfers.Add(request));
        }
    }

    private void ArmWakeUp() => Add(_wake!.Read(WakeTag));

    private void Add(in Submission submission)
    {
        while (!_ring!.HasRoom)
        {
            Submit(wait: false);
        }

        _ring.Add(submission);
    }

    /// <summary>One call of the kernel. What it is too busy for stays in the queue.</summary>
    private void Submit(bool wait)
    {
        switch (_ring!.Enter(wait ? 1u : 0u))
        {
            case 0 or KernelError.Interrupted:
                return;
            case KernelError.TryAgain or KernelError.Busy:
                Pause();
                return;
            case var error:
                throw new RingFailedException("io_uring_enter", error);
        }
    }

    /// <summary>Lets the kernel come to resources; a completion, if there is one, is taken meanwhile.</summary>
    private void Pause()
    {
        if (!_ring!.HasCompletion)
        {
            using var never = new ManualResetEventSlim(false, spinCount: 0);
            never.Wait(millisecondsTimeout: 1);
        }
    }
}
