using Mapwright;
using Mapwright.Pooled;

await using var image = await BlockDevice.CreateAsync("disk.img", 1024);
await image.WriteAsync(new byte[4096], 100); // MW0010
await image.CloseAsync();

class Offsets
{
    void Odd(BlockDevice disk, byte[] block) => disk.Read(block, 7); // MW0010

    void HalfASector(BlockDevice disk, byte[] block)
    {
        disk.Write(block, 256); // MW0010
        disk.Flush();
    }

    async Task BehindAHeader(BlockDevice disk, byte[] block)
    {
        const int Header = 16;
        await disk.WriteAsync(block, Header); // MW0010
        await disk.FlushAsync();
    }

    void OfALocal(BlockDevice disk, byte[] block)
    {
        var offset = 4096L + 1;
        disk.Read(block, offset); // MW0010
    }

    void Named(BlockDeviceBase disk, byte[] block) => disk.Read(offset: 1000, buffer: block); // MW0010

    void InALoop(BlockDevice disk, byte[] block)
    {
        for (var i = 0; i < 10; i++)
        {
            disk.Read(block, 4096 * 2 + 8); // MW0010
        }
    }

    void Trimmed(BlockDevice disk) => disk.Trim(512, 100); // MW0010

    void Sliced(BlockDevice disk)
    {
        using var part = disk.Slice(1000, 4096); // MW0010
        Console.WriteLine(part.Size);
    }

    async Task TrimmedAsync(BlockDevice disk) => await disk.TrimAsync(4000, 4096); // MW0010

    void Conditional(BlockDevice disk, byte[] block, bool second) => disk.Read(block, second ? 100 : 200); // MW0010
}

class Lengths
{
    void AnArray(BlockDevice disk) => disk.Read(new byte[100], 0); // MW0010

    void OnTheStack(BlockDevice disk)
    {
        Span<byte> block = stackalloc byte[1000];
        disk.Read(block, 0); // MW0010
    }

    void ALocal(BlockDevice disk)
    {
        var block = new byte[513];
        disk.Read(block, 4096); // MW0010
    }

    void ASlice(BlockDevice disk, byte[] block)
    {
        disk.Read(block.AsSpan(0, 100), 0); // MW0010
    }

    async Task ASliceOfMemory(BlockDevice disk, Memory<byte> memory)
    {
        await disk.ReadAsync(memory.Slice(0, 700), 0); // MW0010
    }

    void ARange(BlockDevice disk, byte[] block)
    {
        disk.Write(block.AsSpan()[..16], 0); // MW0010
        disk.Flush();
    }

    void Text(BlockDevice disk)
    {
        disk.Write("superblock"u8, 0); // MW0010
        disk.Flush();
    }

    void ABuffer(BlockDevice disk, BufferAllocator buffers)
    {
        using var buffer = buffers.Allocate(4096);
        disk.Read(buffer.Span[..10], 0); // MW0010
    }
}

class KnownBlockSize
{
    void Default(string path)
    {
        using var disk = BlockDevice.Create(path, 16);
        disk.Write(new byte[4096], 512); // MW0010
        disk.Flush();
    }

    void Chosen(string path)
    {
        using var disk = BlockDevice.Open(path, new BlockDeviceOptions { BlockSize = 8192 });
        disk.Write(new byte[8192], 4096); // MW0010
        disk.Flush();
    }

    async Task ShortBlock(string path)
    {
        await using var disk = await BlockDevice.OpenAsync(path, new BlockDeviceOptions { BlockSize = 4096 });
        await disk.WriteAsync(new byte[512], 0); // MW0010
        await disk.FlushAsync();
    }

    void ByAVariable(FileSystemBase files, string path)
    {
        var options = new BlockDeviceOptions { BlockSize = 1 << 16 };
        using var disk = files.OpenDevice(path, options);
        disk.Read(new byte[4096], 0); // MW0010
    }
}

class DirectFiles
{
    void Offset(string path, byte[] block)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Caching = Caching.Direct });
        file.ReadExactlyAt(block, 100); // MW0010
    }

    async Task Length(string path)
    {
        await using var file = await StorageFile.OpenAsync(path, new StorageFileOptions { Caching = Caching.Direct, Durability = Durability.Data });
        await file.WriteAtAsync(new byte[10], 4096); // MW0010
    }

    void OneWrite(StorageFile file, byte[] block)
    {
        file.WriteAt(block, 10, Durability.Data, Caching.Direct); // MW0010
    }

    void OneRead(StorageFile file) => file.ReadAt(new byte[100], 0, Caching.Direct); // MW0010

    void Computed(BlockDevice disk, byte[] block, long index)
    {
        disk.Read(block, index * 100); // out of reach: some multiples of it are aligned
    }

    void FromAField(BlockDevice disk, byte[] block)
    {
        disk.Read(block, _offset); // out of reach: another method may have changed the field
    }

    private long _offset = 100;
}

class AskedForSomethingElse
{
    void TheSize(BlockDevice disk)
    {
        var block = new byte[disk.BlockSize];
        disk.Read(block, 100); // MW0010
    }

    void Another(BlockDevice disk, BlockDevice other, byte[] block)
    {
        if (100 % other.BlockSize == 0)
        {
            disk.Read(block, 100); // MW0010
        }
    }

    void WhetherItIsLarge(BlockDevice disk, byte[] block)
    {
        if (disk.BlockCount > 1)
        {
            disk.Read(block, 100); // MW0010
        }
    }
}
