using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Peers;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class MapReadSingle : Row
{
    private const int SetSize = 256 * 1024;

    public override string Name => "map-read-single";

    public override string Title => "8 bytes read by a member of the map, every check paid each time";

    public override unsafe void Run(Session session)
    {
        using var set = new MappedSet(session.Directory, SetSize);
        using var java = new JavaPeer(session, set.Path);
        var order = MappedSet.Indexes(SetSize / sizeof(long), 16 * 1024);
        var independent = session.Compare(
            "random long",
            [new Contender("raw pointer", count =>
            {
                var (start, indexes, sum) = ((nint)set.Address, order, 0L);
                for (var i = 0; i < count; i++)
                {
                    sum += *(long*)(start + ((long)indexes[i & (indexes.Length - 1)] * sizeof(long)));
                }

                Sink.Keep(sum);
            }),
            new Contender("map.Read", count =>
            {
                var (map, indexes, sum) = (set.Map, order, 0L);
                for (var i = 0; i < count; i++)
                {
                    sum += map.Read<long>((long)indexes[i & (indexes.Length - 1)] * sizeof(long));
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
            }),
            .. java.Contender("Java, MappedByteBuffer.getLong", "map-read")]);
        session.AtMost("extra-ns", independent.ExtraNanoseconds("map.Read", "raw pointer"), 1);
        session.AtLeast("accessor", independent.ProcessorSpeed("map.Read", "MemoryMappedViewAccessor"), 6);

        LayChain(set.Address);
        var dependent = session.Compare(
            "each read says where the next one is",
            [new Contender("raw pointer", count =>
            {
                var (start, place) = ((nint)set.Address, 0L);
                for (var i = 0; i < count; i++)
                {
                    place = *(long*)(start + place);
                }

                Sink.Keep(place);
            }),
            new Contender("map.Read", count =>
            {
                var (map, place) = (set.Map, 0L);
                for (var i = 0; i < count; i++)
                {
                    place = map.Read<long>(place);
                }

                Sink.Keep(place);
            }),
            .. java.Contender("Java, MappedByteBuffer.getLong", "map-chain")]);
        session.AtLeast("dependent", dependent.ProcessorSpeed("map.Read", "raw pointer"), 0.85);
    }

    /// <summary>One ring through all places of the set.</summary>
    private static unsafe void LayChain(byte* start)
    {
        var places = Enumerable.Range(1, (SetSize / sizeof(long)) - 1).ToArray();
        new Random(3).Shuffle(places);
        var last = 0;
        foreach (var place in places)
        {
            ((long*)start)[last] = (long)place * sizeof(long);
            last = place;
        }

        ((long*)start)[last] = 0;
    }
}
