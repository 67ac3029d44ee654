using System.Threading.Channels;

namespace Quickstart;

/// <summary>A fixed number of buffers. Who wants one more waits, so they also bound what is in flight.</summary>
internal sealed class Buffers
{
    /// <summary>The number of buffers, and so of transfers in flight.</summary>
    public const int Count = 8;

    /// <summary>The length of a buffer, and so of a range, in bytes.</summary>
    public const int Length = 512 * 1024;

    private readonly Channel<byte[]> _free = Channel.CreateBounded<byte[]>(Count);

    public Buffers()
    {
        for (var i = 0; i < Count; i++)
        {
            // Pinned once, so that no transfer has to pin it again in the middle of the heap.
            _free.Writer.TryWrite(GC.AllocateUninitializedArray<byte>(Length, pinned: true));
        }
    }

    public ValueTask<byte[]> RentAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    public void Return(byte[] buffer) => _free.Writer.TryWrite(buffer);
}
