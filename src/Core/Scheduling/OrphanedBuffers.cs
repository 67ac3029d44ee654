using System.Buffers;
using System.Collections.Concurrent;

namespace Mapwright;

/// <summary>Buffers that the kernel may touch at any time: they are kept, pinned, for the rest of the process.</summary>
internal static class OrphanedBuffers
{
    private static readonly ConcurrentBag<Orphaned> s_all = [];

    public static void Keep(MemoryHandle pin, ReadOnlyMemory<byte> buffer) => s_all.Add(new Orphaned(pin, buffer));

    /// <summary>What keeps a buffer where it is: a pin alone does not keep alive what was allocated pinned.</summary>
    private sealed record Orphaned(MemoryHandle Pin, ReadOnlyMemory<byte> Buffer);
}
