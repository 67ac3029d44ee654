using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Peers;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class FileReadSyncHot : Row
{
    public override string Name => "file-read-sync-hot";

    public override string Title => "4 KiB cached read at a random offset, blocking, one thread";

    public override unsafe void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 64);
        using var handle = File.OpenHandle(blocks.Path);
        using var stream = new FileStream(blocks.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var file = StorageFile.OpenRead(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        var buffer = GC.AllocateUninitializedArray<byte>(Blocks.Size, pinned: true);

        using var java = new JavaPeer(session, blocks.Path);
        var comparison = session.Compare(
            "4 KiB",
            [new Contender("pread", count =>
            {
                fixed (byte* start = buffer)
                {
                    for (var i = 0; i < count; i++)
                    {
                        Libc.Read(descriptor, start, Blocks.Size, blocks.Offset(i));
                    }
                }
            }),
            new Contender("preadv2, no wait", count =>
            {
                fixed (byte* start = buffer)
                {
                    var vector = new Libc.Vector(start, Blocks.Size);
                    for (var i = 0; i < count; i++)
                    {
                        Libc.ReadVector(descriptor, &vector, 1, blocks.Offset(i), Libc.NoWait);
                    }
                }
            }),
            new Contender("RandomAccess.Read", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    RandomAccess.Read(handle, buffer, blocks.Offset(i));
                }
            }),
            new Contender("FileStream.Read", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    stream.Position = blocks.Offset(i);
                    stream.ReadExactly(buffer);
                }
            }),
            new Contender("StorageFile.ReadAt", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    file.ReadAt(buffer, blocks.Offset(i));
                }
            }),
            .. java.Contender("Java, FileChannel.read", "read")]);

        session.AtLeast("pread", comparison.ProcessorSpeed("StorageFile.ReadAt", "pread"), 0.95);
        session.NoAllocation("bytes", comparison.Bytes("StorageFile.ReadAt"));
    }
}
