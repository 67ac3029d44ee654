using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime.Workloads;

/// <summary>Loops that each read one block after another into a buffer of their own.</summary>
internal sealed class ConcurrentReads
{
    private readonly Memory<byte>[] _buffers;
    private readonly Func<int, long> _offset;

    /// <summary>Makes the loops.</summary>
    /// <param name="inFlight">The number of loops.</param>
    /// <param name="offset">The offset of the n-th read of a slot.</param>
    public ConcurrentReads(int inFlight, Func<int, long> offset)
    {
        _offset = offset;
        _buffers = new Memory<byte>[inFlight];
        for (var i = 0; i < inFlight; i++)
        {
            _buffers[i] = AlignedMemory.Allocate(Blocks.Size);
        }
    }

    /// <summary>A contender that reads in this way.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="read">Reads a block.</param>
    /// <param name="prepare">Called before each slot with the number of its reads.</param>
    public Contender Contender(string name, Func<Memory<byte>, long, ValueTask<int>> read, Action<int>? prepare = null)
    {
        var inFlight = _buffers.Length;
        return new Contender(name, Harness.Contender.Concurrent(name, inFlight, Loop).Run) { Prepare = prepare };

        async Task Loop(int number, int count)
        {
            var buffer = _buffers[number];
            for (var i = 0; i < count; i++)
            {
                var got = await read(buffer, _offset((i * inFlight) + number)).ConfigureAwait(false);
                if (got != Blocks.Size)
                {
                    throw new InvalidOperationException($"{name} read {got} bytes of a block.");
                }
            }
        }
    }
}
