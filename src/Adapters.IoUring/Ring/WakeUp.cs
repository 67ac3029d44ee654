using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.Ringed;

/// <summary>Wakes the owner while it sleeps in the kernel: an event that it reads through the ring itself.</summary>
/// <remarks>
/// Invariant: work that is published before <see cref="Wake"/> is seen by the owner without another event. The owner raises
/// <c>_sleeping</c>, passes a full fence, and looks for work once more before it sleeps; who brings work publishes it, passes a full fence,
/// and then looks at the flag. So of a worker that comes and an owner that goes to sleep at the same moment at least one sees the
/// other. The flag is taken by one exchange, so one sleep is ended by one write. Work that comes by way of the queue has passed a fence
/// already, its compare-and-swap; that a token has fired, or that the ring closes, is a plain write.
/// </remarks>
internal sealed unsafe class WakeUp : IDisposable
{
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle _event;
    private readonly ulong* _count = (ulong*)NativeMemory.AllocZeroed(sizeof(ulong));
    private int _sleeping;

    public WakeUp()
    {
        var descriptor = Kernel.CreateEvent(0, CloseOnExec);
        var error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        _event = new SafeFileHandle(descriptor, ownsHandle: true);
        if (error != 0)
        {
            throw new RingFailedException("eventfd", error);
        }
    }

    /// <summary>The read that completes when the owner is woken.</summary>
    public Submission Read(ulong tag) => new()
    {
        Operation = RingOperation.Read,
        Descriptor = (int)_event.DangerousGetHandle(),
        Address = (ulong)_count,
        Length = sizeof(ulong),
        Tag = tag,
    };

    /// <summary>Says that the owner is about to sleep: it looks for work once more after this.</summary>
    public void BeginSleep()
    {
        Volatile.Write(ref _sleeping, 1);
        Interlocked.MemoryBarrier();
    }

    public void EndSleep() => Volatile.Write(ref _sleeping, 0);

    /// <summary>Wakes the owner if it sleeps. The work was published before.</summary>
    /// <returns>Whether this was what ended its sleep.</returns>
    public bool Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) == 0 || Interlocked.Exchange(ref _sleeping, 0) == 0)
        {
            return false;
        }

        var one = 1UL;
        try
        {
            while (Kernel.Write(_event, &one, sizeof(ulong)) < 0 && Marshal.GetLastPInvokeError() == KernelError.Interrupted)
            {
            }
        }
        catch (ObjectDisposedException)
        {
            // The owner was woken by another event, found this work too, and has ended since.
        }

        return true;
    }

    /// <summary>Lets the event go. Its read has completed, or the ring is gone.</summary>
    public void Dispose()
    {
        _event.Dispose();
        NativeMemory.Free(_count);
    }
}
