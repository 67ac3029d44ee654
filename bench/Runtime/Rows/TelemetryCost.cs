using System.Diagnostics;
using System.Diagnostics.Metrics;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>What the instruments cost while nobody listens, and what while somebody does.</summary>
internal sealed class TelemetryCost : Row
{
    public override string Name => "telemetry";

    public override string Title => "4 KiB cached read at a random offset, blocking, with listeners and without";

    public override unsafe void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 64);
        using var handle = File.OpenHandle(blocks.Path);
        using var file = StorageFile.OpenRead(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        var buffer = GC.AllocateUninitializedArray<byte>(Blocks.Size, pinned: true);
        using var meter = new Meter("Mapwright.Bench");
        using var source = new ActivitySource("Mapwright.Bench");
        var operations = meter.CreateCounter<long>("operations");
        var bytes = meter.CreateCounter<long>("bytes");
        var duration = meter.CreateHistogram<double>("duration");
        MeterListener? listener = null;
        var heard = 0L;

        var comparison = session.Compare(
            "4 KiB",
            new Contender("pread", count =>
            {
                fixed (byte* start = buffer)
                {
                    for (var i = 0; i < count; i++)
                    {
                        Libc.Read(descriptor, start, Blocks.Size, blocks.Offset(i));
                    }
                }
            })
            { Prepare = _ => Stop() },
            new Contender("the tests for listeners of one call", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    // As many as a call makes: two when it begins, four when it has ended.
                    if (duration.Enabled || source.HasListeners() || operations.Enabled || bytes.Enabled || duration.Enabled || source.HasListeners())
                    {
                        heard++;
                    }
                }
            })
            { Prepare = _ => Stop() },
            new Contender("ReadAt, nobody listens", Read) { Prepare = _ => Stop() },
            new Contender("ReadAt, all instruments are listened to", Read) { Prepare = _ => Start() });
        Stop();
        Sink.Keep(heard);

        session.AtLeast("nobody listens, against pread", comparison.ProcessorSpeed("ReadAt, nobody listens", "pread"), 0.95);
        session.NoAllocation("nobody listens, bytes", comparison.Bytes("ReadAt, nobody listens"));

        void Read(int count)
        {
            for (var i = 0; i < count; i++)
            {
                file.ReadAt(buffer, blocks.Offset(i));
            }
        }

        void Start()
        {
            Stop();
            listener = new MeterListener
            {
                InstrumentPublished = static (instrument, listener) =>
                {
                    if (instrument.Meter.Name == StorageTelemetry.Name)
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            listener.SetMeasurementEventCallback<long>((_, _, _, _) => heard++);
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => heard++);
            listener.Start();
        }

        void Stop()
        {
            listener?.Dispose();
            listener = null;
        }
    }
}
