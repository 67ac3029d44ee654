using Mapwright;
using Mapwright.Pooled;

await using var image = await BlockDevice.CreateAsync("disk.img", 1024);
await image.WriteAsync(new byte[4096], 8192); // right: multiples of 4096
await image.CloseAsync();

class Offsets
{
    void Zero(BlockDevice disk, byte[] block) => disk.Read(block, 0); // right: zero is a multiple of all

    void Constant(BlockDevice disk, byte[] block) => disk.Read(block, 1 << 20); // right: a multiple of any likely size

    void OfTheDevice(BlockDevice disk, byte[] block, long index) => disk.Read(block, index * disk.BlockSize); // right: computed from the size

    void Unknown(BlockDevice disk, byte[] block, long offset) => disk.Read(block, offset); // right: not known

    void ByConstantsAndIndex(BlockDevice disk, byte[] block)
    {
        for (var i = 0; i < 10; i++)
        {
            disk.Read(block, i * 4096L); // right: multiples of 4096
        }
    }

    void RoundedDown(BlockDevice disk, byte[] block, long offset) => disk.Read(block, offset & ~4095L); // right: rounded

    void RoundedUp(BlockDevice disk, byte[] block, long offset) => disk.Read(block, (offset + 4095) / 4096 * 4096); // right: rounded

    void SmallBlocks(string path)
    {
        using var disk = BlockDevice.Open(path, new BlockDeviceOptions { BlockSize = 512 });
        disk.Read(new byte[512], 1536); // right: multiples of 512
    }

    void OptionsOfTheCaller(string path, BlockDeviceOptions options)
    {
        using var disk = BlockDevice.Open(path, options);
        disk.Read(new byte[512], 512); // right: the size may be 512
    }

    void OfTheCaller(BlockDevice disk) => disk.Read(new byte[512], 512); // right: the size may be 512

    void Checked(BlockDevice disk, byte[] block, long offset)
    {
        if (offset % disk.BlockSize == 0)
        {
            disk.Read(block, offset); // right: checked
        }
    }

    void Sliced(BlockDevice disk)
    {
        using var part = disk.Slice(4096, 8192); // right: multiples of 4096
        part.Read(new byte[4096], 4096);
    }

    void AVariableThatChanges(BlockDevice disk, byte[] block)
    {
        var offset = 100L;
        Console.WriteLine(offset);
        offset = 4096;
        disk.Read(block, offset); // right: assigned anew
    }

    void AVariableThatIsCounted(BlockDevice disk, byte[] block, int blocks)
    {
        var offset = 0L;
        for (var i = 0; i < blocks; i++)
        {
            disk.Read(block, offset); // right: moves on by whole blocks
            offset += block.Length;
        }
    }
}

class Lengths
{
    void OfTheDevice(BlockDevice disk) => disk.Read(new byte[disk.BlockSize], 0); // right: the size of a block

    void Many(BlockDevice disk) => disk.Read(new byte[16 * 4096], 0); // right: whole blocks

    void ASlice(BlockDevice disk, byte[] buffer) => disk.Read(buffer.AsSpan(100, 4096), 0); // right: a device needs no aligned address

    void TheRest(BlockDevice disk, byte[] buffer, int start) => disk.Read(buffer.AsSpan(start), 0); // right: the length is not known

    void Empty(BlockDevice disk) => disk.Read([], 0); // right: no bytes

    void ABuffer(BlockDevice disk, BufferAllocator buffers)
    {
        using var buffer = buffers.Allocate(8192);
        disk.Read(buffer.Span, 0); // right: whole blocks
    }
}

class OtherFiles
{
    void Buffered(StorageFile file) => file.ReadAt(new byte[100], 7); // right: a file has no blocks

    void BufferedByOption(string path)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Caching = Caching.Buffered });
        file.ReadAt(new byte[100], 7); // right: not direct
    }

    void Auto(string path)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Caching = Caching.Auto });
        file.ReadAt(new byte[100], 7); // right: what is not aligned goes through the cache
    }

    void ThisOneBuffered(StorageFile file) => file.ReadAt(new byte[100], 7, Caching.Buffered); // right: not direct

    void Direct(string path)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Caching = Caching.Direct });
        file.ReadAt(AlignedMemory.Allocate(4096).Span, 8192); // right: multiples of 4096
    }

    void Mapped(MutableMappedFile map) => map.Write(3, 1); // right: a map has no blocks
}

class Guarded
{
    private const long Header = 1024;

    void ByTheSize(string path, byte[] block)
    {
        using var disk = BlockDevice.Open(path);
        if (Header % disk.BlockSize == 0)
        {
            disk.Read(block, Header); // right: checked
        }
    }

    void ByAMethod(BlockDevice disk)
    {
        var place = 100L;
        if (IsAligned(disk, place))
        {
            disk.Read(new byte[512], place); // right: checked
        }
    }

    void ByAnEarlyReturn(BlockDevice disk)
    {
        var head = new byte[100];
        if (!IsAligned(disk, head.Length))
        {
            return;
        }

        disk.Read(head, 0); // right: checked
    }

    void ByTheMaskOfTheSize(BlockDevice disk, byte[] block)
    {
        const int Place = 8;
        if ((Place & (disk.BlockSize - 1)) != 0)
        {
            throw new NotSupportedException();
        }

        disk.Read(block, Place); // right: checked
    }

    void ByAVariable(BlockDevice disk, byte[] block)
    {
        var size = disk.BlockSize;
        if (100 % size == 0)
        {
            disk.Read(block, 100); // right: checked
        }
    }

    void ByTheLimits(string path, byte[] head)
    {
        using var file = StorageFile.Open(path, new StorageFileOptions { Caching = Caching.Direct });
        var limits = file.GetTransferLimits();
        if (limits.OffsetAlignment == 1)
        {
            file.ReadAt(head, 8); // right: checked
        }
    }

    private static bool IsAligned(BlockDevice disk, long value) => value % disk.BlockSize == 0;
}
