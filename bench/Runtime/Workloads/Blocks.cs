namespace Mapwright.Bench.Runtime.Workloads;

/// <summary>A file of 4 KiB blocks with random content, flushed, and an order to visit them in.</summary>
internal sealed class Blocks
{
    public const int Size = 4096;

    private readonly long[] _offsets;

    private Blocks(string path, long[] offsets)
    {
        Path = path;
        _offsets = offsets;
    }

    public string Path { get; }

    public int Count => _offsets.Length;

    /// <summary>Makes a file of random blocks. Every block is in the order once.</summary>
    public static Blocks Create(string directory, int megabytes, int seed = 1)
    {
        var path = System.IO.Path.Combine(directory, $"blocks-{megabytes}-{seed}");
        var random = new Random(seed);
        var chunk = new byte[1 << 20];
        using (var stream = File.Create(path, bufferSize: 0))
        {
            for (var i = 0; i < megabytes; i++)
            {
                random.NextBytes(chunk);
                stream.Write(chunk);
            }

            stream.Flush(flushToDisk: true);
        }

        var offsets = new long[megabytes * ((1 << 20) / Size)];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (long)i * Size;
        }

        random.Shuffle(offsets);
        return new Blocks(path, offsets);
    }

    /// <summary>The offset of a place in the order, which repeats.</summary>
    public long Offset(int place) => _offsets[(uint)place % (uint)_offsets.Length];
}
