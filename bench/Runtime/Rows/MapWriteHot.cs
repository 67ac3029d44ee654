using System.Runtime.InteropServices;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class MapWriteHot : Row
{
    private const int SetSize = 256 * 1024;

    public override string Name => "map-write-hot";

    public override string Title => "8 bytes written at a random place of 256 KiB, through what pays its checks once";

    public override unsafe void Run(Session session)
    {
        using var set = new MappedSet(session.Directory, SetSize);
        using var lease = set.Map.Lease();
        var order = MappedSet.Indexes(SetSize / sizeof(long), 16 * 1024);

        var comparison = session.Compare(
            "random long",
            new Contender("raw pointer", count =>
            {
                var (values, indexes) = ((nint)set.Address, order);
                for (var i = 0; i < count; i++)
                {
                    ((long*)values)[indexes[i & (indexes.Length - 1)]] = i;
                }
            }),
            new Contender("span", count =>
            {
                var indexes = order;
                var values = MemoryMarshal.Cast<byte, long>(set.Map.Span);
                for (var i = 0; i < count; i++)
                {
                    values[indexes[i & (indexes.Length - 1)]] = i;
                }
            }),
            new Contender("lease, span", count =>
            {
                var indexes = order;
                var values = MemoryMarshal.Cast<byte, long>(lease.Span);
                for (var i = 0; i < count; i++)
                {
                    values[indexes[i & (indexes.Length - 1)]] = i;
                }
            }),
            new Contender("lease, Write", count =>
            {
                var (held, indexes) = (lease, order);
                for (var i = 0; i < count; i++)
                {
                    held.Write((long)indexes[i & (indexes.Length - 1)] * sizeof(long), (long)i);
                }
            }),
            new Contender("map.Write", count =>
            {
                var (map, indexes) = (set.Map, order);
                for (var i = 0; i < count; i++)
                {
                    map.Write((long)indexes[i & (indexes.Length - 1)] * sizeof(long), (long)i);
                }
            }),
            new Contender("MemoryMappedViewAccessor", count =>
            {
                var (accessor, indexes) = (set.Accessor, order);
                for (var i = 0; i < count; i++)
                {
                    accessor.Write((long)indexes[i & (indexes.Length - 1)] * sizeof(long), (long)i);
                }
            }));

        session.AtLeast("span", comparison.ProcessorSpeed("span", "raw pointer"), 0.95);
        session.AtLeast("lease", comparison.ProcessorSpeed("lease, span", "raw pointer"), 0.95);
    }
}
