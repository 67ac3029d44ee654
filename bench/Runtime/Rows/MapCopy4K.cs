using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class MapCopy4K : Row
{
    private const int SetSize = 256 * 1024 * 1024;
    private const int Size = 4096;

    public override string Name => "map-copy-4k";

    public override string Title => "4 KiB copied out of a random place of 256 MiB";

    public override unsafe void Run(Session session)
    {
        using var set = new MappedSet(session.Directory, SetSize);
        using var lease = set.Map.Lease();
        using var handle = File.OpenHandle(set.Map.Path, share: FileShare.ReadWrite);
        var descriptor = (int)handle.DangerousGetHandle();
        var order = MappedSet.Indexes(SetSize / Size, 16 * 1024);
        var buffer = new byte[Size];

        var comparison = session.Compare(
            "4 KiB",
            new Contender("raw pointer", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    new ReadOnlySpan<byte>(set.Address + Offset(i), Size).CopyTo(buffer);
                }
            }),
            new Contender("span", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    set.Map.Slice(Offset(i), Size).CopyTo(buffer);
                }
            }),
            new Contender("lease", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    lease.Slice(Offset(i), Size).CopyTo(buffer);
                }
            }),
            new Contender("pread", count =>
            {
                fixed (byte* start = buffer)
                {
                    for (var i = 0; i < count; i++)
                    {
                        Libc.Read(descriptor, start, Size, Offset(i));
                    }
                }
            }),
            new Contender("map.ReadAt", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    set.Map.ReadAt(buffer, Offset(i));
                }
            }),
            new Contender("MemoryMappedViewAccessor.ReadArray", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    set.Accessor.ReadArray(Offset(i), buffer, 0, Size);
                }
            }));

        session.AtLeast("span", comparison.ProcessorSpeed("span", "raw pointer"), 0.95);
        session.AtLeast("lease", comparison.ProcessorSpeed("lease", "raw pointer"), 0.95);
        session.AtLeast("ReadAt", comparison.ProcessorSpeed("map.ReadAt", "raw pointer"), 0.70);
        session.AtLeast("lease/ReadArray", comparison.ProcessorSpeed("lease", "MemoryMappedViewAccessor.ReadArray"), 3);

        long Offset(int i) => (long)order[i & (order.Length - 1)] * Size;
    }
}
