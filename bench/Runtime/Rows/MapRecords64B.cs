using System.Runtime.InteropServices;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class MapRecords64B : Row
{
    private const int SetSize = 256 * 1024;
    private const int RecordCount = SetSize / 64;

    public override string Name => "map-records-64b";

    public override string Title => "records of 64 bytes, from front to back, by a cursor and by streams";

    public override void Run(Session session)
    {
        using var set = new MappedSet(session.Directory, SetSize);
        using var reader = set.Map.CreateReader();
        using var writer = set.Map.CreateWriter();
        using var file = new FileStream(Path.Combine(session.Directory, $"mapped-{SetSize}"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

        var reading = session.Compare(
            "read",
            new Contender("reader", count =>
            {
                var (cursor, sum) = (reader, 0L);
                Span<Record> record = stackalloc Record[1];
                for (var done = 0; done < count;)
                {
                    cursor.Position = 0;
                    for (var i = 0; i < RecordCount && done < count; i++, done++)
                    {
                        cursor.ReadBytes(MemoryMarshal.AsBytes(record));
                        sum += record[0].First;
                    }
                }

                Sink.Keep(sum);
            }),
            new Contender("FileStream", count =>
            {
                var (stream, sum) = (file, 0L);
                Span<Record> record = stackalloc Record[1];
                for (var done = 0; done < count;)
                {
                    stream.Position = 0;
                    for (var i = 0; i < RecordCount && done < count; i++, done++)
                    {
                        stream.ReadExactly(MemoryMarshal.AsBytes(record));
                        sum += record[0].First;
                    }
                }

                Sink.Keep(sum);
            }));
        session.AtLeast("read", reading.ProcessorSpeed("reader", "FileStream"), 3);

        var writing = session.Compare(
            "write",
            new Contender("writer", count =>
            {
                var (cursor, record) = (writer, default(Record));
                for (var done = 0; done < count;)
                {
                    cursor.Position = 0;
                    for (var i = 0; i < RecordCount && done < count; i++, done++)
                    {
                        record.First = done;
                        cursor.Write(record);
                    }
                }
            }),
            new Contender("FileStream", count =>
            {
                var stream = file;
                Span<Record> record = stackalloc Record[1];
                for (var done = 0; done < count;)
                {
                    stream.Position = 0;
                    for (var i = 0; i < RecordCount && done < count; i++, done++)
                    {
                        record[0].First = done;
                        stream.Write(MemoryMarshal.AsBytes(record));
                    }
                }
            }));
        session.AtLeast("write", writing.ProcessorSpeed("writer", "FileStream"), 3);
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Record
    {
        public long First;
    }
}
