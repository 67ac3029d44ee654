namespace Mapwright.IoUring.Tests;

/// <summary>A temporary file that is read and written past the page cache, in blocks.</summary>
internal sealed class DirectFile : IAsyncDisposable
{
    public const int Block = 4096;

    private readonly string _path = Path.Combine(AppContext.BaseDirectory, $"direct {Guid.NewGuid():N}");

    public DirectFile(FileSystemBase fileSystem, int blocks)
    {
        System.IO.File.WriteAllBytes(_path, Content(blocks));
        File = fileSystem.Open(_path, new StorageFileOptions { Caching = Caching.Direct });
    }

    public StorageFileBase File { get; }

    /// <summary>What the file has at first: each block is filled with its number and differs from the others.</summary>
    public static byte[] Content(int blocks)
    {
        var bytes = new byte[blocks * Block];
        for (var block = 0; block < blocks; block++)
        {
            Fill(bytes.AsSpan(block * Block, Block), block);
        }

        return bytes;
    }

    public static void Fill(Span<byte> block, int number) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(block).Fill(number);

    public static bool IsFilled(Memory<byte> memory, int number) =>
        !System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(memory.Span).ContainsAnyExcept(number);

    public byte[] Read() => System.IO.File.ReadAllBytes(_path);

    public async ValueTask DisposeAsync()
    {
        await File.DisposeAsync();
        System.IO.File.Delete(_path);
    }
}
