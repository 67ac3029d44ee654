using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Workloads;

/// <summary>A mapped file, the same addresses as a raw pointer, and the base class library's view of the same file.</summary>
internal sealed unsafe class MappedSet : IDisposable
{
    private readonly MemoryMappedFile _peer;

    public MappedSet(string directory, int bytes)
    {
        Path = System.IO.Path.Combine(directory, $"mapped-{bytes}");
        var content = new byte[bytes];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path, content);
        Map = MutableMappedFile.Open(Path, new MapOptions { Populate = true });
        Address = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Map.Span));
        _peer = MemoryMappedFile.CreateFromFile(Path, FileMode.Open);
        Accessor = _peer.CreateViewAccessor();
        for (var offset = 0; offset < bytes; offset += Environment.SystemPageSize)
        {
            // The first store to a page is another matter than the rest.
            Address[offset] = Address[offset];
            Accessor.Write(offset, Accessor.ReadByte(offset));
        }
    }

    public string Path { get; }

    public MutableMappedFile Map { get; }

    public byte* Address { get; }

    public MemoryMappedViewAccessor Accessor { get; }

    /// <summary>Numbers below a bound, in a random order that repeats.</summary>
    public static int[] Indexes(int bound, int count)
    {
        var random = new Random(2);
        var indexes = new int[count];
        for (var i = 0; i < count; i++)
        {
            indexes[i] = random.Next(bound);
        }

        return indexes;
    }

    public void Dispose()
    {
        Accessor.Dispose();
        _peer.Dispose();
        Map.Dispose();
    }
}
