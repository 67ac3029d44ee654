using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

/// <remarks>The file was written in large pieces, so its cached pages are large folios where the file system has them.</remarks>
internal sealed class DurableSmallUpdate : Row
{
    private const int Megabyte = 1 << 20;
    private const int OtherDirtyFolios = 64;

    public override string Name => "durable-small-update";

    public override string Title => "4 KiB at a random offset of a mapped 512 MiB file, durable on return";

    public override void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 512);
        using var handle = File.OpenHandle(blocks.Path, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
        using var map = MutableMappedFile.Open(blocks.Path, new MapOptions { Populate = true });
        var place = 0;
        var content = new byte[Blocks.Size];
        var disk = new DiskCounter(session.Directory);

        var clean = session.CompareFixed(
            "clean file",
            rounds: 15,
            operations: session.IsQuick ? 40 : 200,
            new Contender("store + msync", Repeat(StoreAndFlush)),
            new Contender("RandomAccess.Write + FlushToDisk", Repeat(WriteAndFlush)),
            new Contender("pwritev2, RWF_DSYNC", Repeat(WriteSynchronously)),
            new Contender("WriteDurableAt", Repeat(offset => map.WriteDurableAt(content, offset))));
        session.AtLeast("clean/msync", clean.Speed("WriteDurableAt", "store + msync"), 4);

        var dirty = session.CompareFixed(
            "64 other folios dirty",
            rounds: 15,
            operations: 1,
            new Contender("RandomAccess.Write + FlushToDisk", Repeat(WriteAndFlush)) { Prepare = MakeDirty },
            new Contender("WriteDurableAt", Repeat(offset => map.WriteDurableAt(content, offset))) { Prepare = MakeDirty });
        session.AtLeast("dirty/fdatasync", dirty.Speed("WriteDurableAt", "RandomAccess.Write + FlushToDisk"), 20);

        map.Flush();
        session.Note($"KiB that reach the disk per update of a clean file: store + msync {Written(StoreAndFlush)}, "
            + $"write + fdatasync {Written(WriteAndFlush)}, WriteDurableAt {Written(offset => map.WriteDurableAt(content, offset))}");

        Action<int> Repeat(Action<long> update) => count =>
        {
            for (var i = 0; i < count; i++)
            {
                update(blocks.Offset(place++));
            }
        };

        void StoreAndFlush(long offset)
        {
            content.CopyTo(map.Slice(offset, Blocks.Size));
            map.FlushRange(offset, Blocks.Size);
        }

        void WriteAndFlush(long offset)
        {
            RandomAccess.Write(handle, content, offset);
            RandomAccess.FlushToDisk(handle);
        }

        unsafe void WriteSynchronously(long offset)
        {
            fixed (byte* start = content)
            {
                var vector = new Libc.Vector(start, Blocks.Size);
                Libc.WriteVector((int)handle.DangerousGetHandle(), &vector, 1, offset, Libc.SyncWrittenData);
            }
        }

        void MakeDirty(int count)
        {
            for (var i = 0; i < OtherDirtyFolios; i++)
            {
                map.Write((long)((i * 7) + (place % 7)) * Megabyte, (byte)place);
            }
        }

        long Written(Action<long> update)
        {
            const int Updates = 20;
            return disk.LeastKilobytes(() => Repeat(update)(Updates)) / Updates;
        }
    }
}
