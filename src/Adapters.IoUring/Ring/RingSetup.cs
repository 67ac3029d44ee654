using System.Runtime.InteropServices;

namespace Mapwright.Ringed;

/// <summary>A ring of the kernel and its mappings. Made by its owner thread, since the strongest kinds serve the thread that made them alone.</summary>
internal sealed unsafe class RingSetup : IDisposable
{
    private const uint GetEvents = 1;
    private const uint RegisterProbe = 8;
    private const uint HasSingleMapping = 1;
    private const uint NeverDropsCompletions = 2;
    private const long EntriesOffset = 0x1000_0000;
    private const int ReadWrite = 3;
    private const int SharedPopulated = 0x8001;
    private const uint FewestEntries = 8;

    private const uint OwnCompletionSize = 1 << 3;
    private const uint ClampSizes = 1 << 4;

    private static readonly (uint Flags, string Name)[] s_kinds =
    [
        ((1 << 12) | (1 << 13) | (1 << 8), "SINGLE_ISSUER, DEFER_TASKRUN, COOP_TASKRUN"),
        ((1 << 12) | (1 << 8), "SINGLE_ISSUER, COOP_TASKRUN"),
        (1 << 8, "COOP_TASKRUN"),
        (0, "no flags"),
    ];

    private readonly int _descriptor;
    private readonly RingParameters _parameters;
    private nint _queues = -1;
    private nint _entries = -1;
    private readonly nuint _queuesLength;
    private readonly nuint _entriesLength;

    private RingSetup(int descriptor, in RingParameters parameters, string kind)
    {
        _descriptor = descriptor;
        _parameters = parameters;
        Kind = kind;
        _queuesLength = nuint.Max(
            parameters.Submission.Array + (parameters.SubmissionEntries * sizeof(uint)),
            parameters.Completion.Entry + (parameters.CompletionEntries * (nuint)sizeof(Completion)));
        _entriesLength = parameters.SubmissionEntries * (nuint)sizeof(Submission);
    }

    /// <summary>What the kernel gave, in its own words.</summary>
    public string Kind { get; }

    public ref readonly RingParameters Parameters => ref _parameters;

    /// <summary>The address of both queues.</summary>
    public nint Queues => _queues;

    /// <summary>The address of the submissions.</summary>
    public nint Entries => _entries;

    /// <summary>Makes a ring of the strongest kind that the kernel has.</summary>
    /// <param name="entries">The submissions that it holds; there are twice as many places for completions.</param>
    /// <param name="obstacle">Why there is none.</param>
    public static RingSetup? TryCreate(uint entries, out string obstacle)
    {
        var parameters = default(RingParameters);
        var kind = 0;
        int descriptor;
        while ((descriptor = Ask(entries, s_kinds[kind].Flags, out parameters, out var error)) < 0)
        {
            if (error == KernelError.Invalid && kind < s_kinds.Length - 1)
            {
                kind++;
            }
            else if (error == KernelError.NoMemory && entries > FewestEntries)
            {
                entries /= 2;
            }
            else
            {
                obstacle = Explain(error);
                return null;
            }
        }

        var ring = new RingSetup(descriptor, parameters, s_kinds[kind].Name);
        if (ring.TryMap(out obstacle) && ring.HasOperations(out obstacle))
        {
            return ring;
        }

        ring.Dispose();
        return null;
    }

    /// <summary>Hands submissions over and waits for completions.</summary>
    /// <returns>0, or the error.</returns>
    public int Enter(uint submissions, uint completions)
    {
        var taken = Kernel.Enter(_descriptor, submissions, completions, GetEvents);
        return taken < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Lets the ring go. Nothing is in flight any more.</summary>
    public void Dispose()
    {
        Unmap(ref _queues, _queuesLength);
        Unmap(ref _entries, _entriesLength);
        Kernel.Close(_descriptor);
    }

    private static int Ask(uint entries, uint flags, out RingParameters parameters, out int error)
    {
        var asked = new RingParameters { Flags = flags | OwnCompletionSize | ClampSizes, CompletionEntries = entries * 2 };
        var descriptor = Kernel.Setup(entries, &asked);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        parameters = asked;
        return descriptor;
    }

    private static string Explain(int error)
    {
        var reason = error switch
        {
            KernelError.NoSystemCall => "this kernel has no io_uring",
            KernelError.NotPermitted or KernelError.NoAccess => "the system forbids io_uring (kernel.io_uring_disabled, or a filter of system calls)",
            KernelError.NoMemory => "there is too little memory for a ring; older kernels count it as locked memory (ulimit -l)",
            _ => "io_uring_setup failed",
        };
        return $"{reason}: {KernelError.Describe(error)}";
    }

    private bool TryMap(out string obstacle)
    {
        obstacle = "";
        if ((_parameters.Features & (HasSingleMapping | NeverDropsCompletions)) != (HasSingleMapping | NeverDropsCompletions))
        {
            obstacle = "this kernel's io_uring is too old: it may drop completions";
            return false;
        }

        _queues = Kernel.Map(0, _queuesLength, ReadWrite, SharedPopulated, _descriptor, 0);
        var error = _queues == -1 ? Marshal.GetLastPInvokeError() : 0;
        if (error == 0)
        {
            _entries = Kernel.Map(0, _entriesLength, ReadWrite, SharedPopulated, _descriptor, EntriesOffset);
            error = _entries == -1 ? Marshal.GetLastPInvokeError() : 0;
        }

        obstacle = error == 0 ? "" : $"the ring could not be mapped: {KernelError.Describe(error)}";
        return error == 0;
    }

    private bool HasOperations(out string obstacle)
    {
        const int Header = 16;
        const int PerOperation = 8;
        const int Operations = 64;
        var probe = stackalloc byte[Header + (Operations * PerOperation)];
        new Span<byte>(probe, Header + (Operations * PerOperation)).Clear();
        var registered = Kernel.Register(_descriptor, RegisterProbe, probe, Operations);
        var error = registered < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error != 0)
        {
            obstacle = $"this kernel's io_uring is too old, or filtered: {KernelError.Describe(error)}";
            return false;
        }

        foreach (var operation in (ReadOnlySpan<RingOperation>)[RingOperation.Read, RingOperation.Write, RingOperation.Cancel])
        {
            if ((probe[Header + ((int)operation * PerOperation) + 2] & 1) == 0)
            {
                obstacle = $"this kernel's io_uring has no operation to {operation.ToString().ToLowerInvariant()}";
                return false;
            }
        }

        obstacle = "";
        return true;
    }

    private static void Unmap(ref nint address, nuint length)
    {
        if (address != -1)
        {
            Kernel.Unmap(address, length);
            address = -1;
        }
    }
}
