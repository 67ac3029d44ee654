using System.Runtime.InteropServices;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class MapReadHot : Row
{
    private const int SetSize = 256 * 1024;

    public override string Name => "map-read-hot";

    public override string Title => "8 bytes read at a random place of 256 KiB, through what pays its checks once";

    public override unsafe void Run(Session session)
    {
        using var set = new MappedSet(session.Directory, SetSize);
        using var lease = set.Map.Lease();
        var order = MappedSet.Indexes(SetSize / sizeof(long), 16 * 1024);

        var comparison = session.Compare(
            "random long",
            new Contender("raw pointer", count =>
            {
                var (values, indexes, sum) = ((nint)set.Address, order, 0L);
                for (var i = 0; i < count; i++)
                {
                    sum += ((long*)values)[indexes[i & (indexes.Length - 1)]];
                }

                Sink.Keep(sum);
            }),
            new Contender("span", count =>
            {
                var (indexes, sum) = (order, 0L);
                var values = MemoryMarshal.Cast<byte, long>(set.Map.Span);
                for (var i = 0; i < count; i++)
                {
                    sum += values[indexes[i & (indexes.Length - 1)]];
                }

                Sink.Keep(sum);
            }),
            new Contender("lease, span", count =>
            {
                var (indexes, sum) = (order, 0L);
                var values = MemoryMarshal.Cast<byte, long>(lease.Span);
                for (var i = 0; i < count; i++)
                {
                    sum += values[indexes[i & (indexes.Length - 1)]];
                }

                Sink.Keep(sum);
            }),
            new Contender("lease, Read", count =>
            {
                var (held, indexes, sum) = (lease, order, 0L);
                for (var i = 0; i < count; i++)
                {
                    sum += held.Read<long>((long)indexes[i & (indexes.Length - 1)] * sizeof(long));
                }

                Sink.Keep(sum);
            }),
            new Contender("MemoryMappedViewAccessor", count =>
            {
                var (accessor, indexes, sum) = (set.Accessor, order, 0L);
                for (var i = 0; i < count; i++)
                {
                    sum += accessor.ReadInt64((long)indexes[i & (indexes.Length - 1)] * sizeof(long));
                }

                Sink.Keep(sum);
            }));

        session.AtLeast("span", comparison.ProcessorSpeed("span", "raw pointer"), 0.95);
        session.AtLeast("lease", comparison.ProcessorSpeed("lease, span", "raw pointer"), 0.95);
    }
}
