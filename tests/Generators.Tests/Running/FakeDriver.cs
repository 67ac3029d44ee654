using System.Collections.Concurrent;

namespace Mapwright.Generators.Tests.Running;

/// <summary>Stands for a kernel queue: it notes what an adapter offers, takes or declines it, and completes when the test says so.</summary>
public sealed class FakeDriver
{
    private readonly ConcurrentQueue<Started> _started = new();
    private readonly ConcurrentQueue<IWorkItem> _cancelled = new();
    private int _hops;

    /// <summary>What to say to an offer; a driver may throw as well.</summary>
    public Func<bool> Accept { get; set; } = () => true;

    /// <summary>Called at once for each request that was taken.</summary>
    public Action<Started> OnStarted { get; set; } = _ => { };

    /// <summary>What was offered, taken or not.</summary>
    public int Offered { get; private set; }

    /// <summary>How many items hopped.</summary>
    public int Hops => _hops;

    /// <summary>What was taken.</summary>
    public IReadOnlyCollection<Started> Taken => _started;

    /// <summary>What the library asked to cancel.</summary>
    public IReadOnlyCollection<IWorkItem> Cancelled => _cancelled;

    /// <summary>For the adapter: offers a request, or the transfers of a batch, which are linked.</summary>
    public bool TryStart(INativeRequest? first)
    {
        Offered++;
        if (first is null || !Accept())
        {
            return false;
        }

        List<Started> all = [];
        for (var request = first; request is not null; request = (INativeRequest?)request.Next)
        {
            all.Add(new Started(
                request, request.File.SafeHandle!, request.Address, request.Length, request.Offset, request.Complete, request.Fail, request.Abandon, request.Orphan));
            _started.Enqueue(all[^1]);
        }

        all.ForEach(OnStarted);
        return true;
    }

    /// <summary>For the adapter: an item hops.</summary>
    public void Hop(IWorkItem item)
    {
        Interlocked.Increment(ref _hops);
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    /// <summary>For the adapter: a request is asked to end soon.</summary>
    public void Cancel(IWorkItem item) => _cancelled.Enqueue(item);

    /// <summary>A request that was taken, with what the kernel would get.</summary>
    public sealed record Started(
        IWorkItem Item, Microsoft.Win32.SafeHandles.SafeFileHandle Handle, nint Address, int Length, long Offset, Action<int> Complete, Action<int> Fail, Action<Exception> Abandon, Action<Exception> Orphan)
    {
        /// <summary>Whether the request transfers these very bytes.</summary>
        public unsafe bool IsOver(ReadOnlySpan<byte> bytes)
        {
            fixed (byte* start = bytes)
            {
                return Address == (nint)start && Length == bytes.Length;
            }
        }

        /// <summary>Does the write and reports it.</summary>
        public unsafe void Write()
        {
            RandomAccess.Write(Handle, new ReadOnlySpan<byte>((void*)Address, Length), Offset);
            Complete(Length);
        }

        /// <summary>Does the read and reports it.</summary>
        public unsafe void Read() => Complete(RandomAccess.Read(Handle, new Span<byte>((void*)Address, Length), Offset));
    }
}
