using System.Diagnostics.Metrics;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests;

/// <summary>Listeners that throw: the outcome of an operation is its own.</summary>
public sealed partial class TelemetryTests
{
    private static readonly string[] s_spoilt = ["mapwright.journal.appends", "mapwright.journal.group", "mapwright.operations", "mapwright.queue.depth"];

    [Fact]
    public void An_operation_succeeds_whatever_a_listener_throws()
    {
        using var spoiler = new Spoiler();
        _file.WriteAt(new byte[10], 0);
        var pending = _file.WriteAtAsync(new byte[10], 0, Token);
        _scheduler.RunAll();
        pending.IsCompletedSuccessfully.ShouldBeTrue();

        using var journal = _files.OpenJournal(_folder.File("journal"));
        journal.AppendAndCommit(new byte[10], Token);
        var commit = journal.AppendAndCommitAsync(new byte[10], Token);
        _scheduler.RunAll();
        commit.IsCompletedSuccessfully.ShouldBeTrue();
        spoiler.Spoilt.ShouldBe(s_spoilt);
    }

    [Fact]
    public void A_flush_that_failed_says_so_whatever_a_listener_throws()
    {
        var platform = new FaultingPlatform();
        using var file = new CallerFileSystem(platform).CreateNew(_folder.File("failing"));
        platform.Fail(nameof(StoragePlatform.FlushData), ForwardingPlatform.DeviceError);
        using var spoiler = new Spoiler();

        Should.Throw<StorageException>(file.FlushData).Code.ShouldBe(StorageErrorCode.DeviceError);

        file.IsPoisoned.ShouldBeTrue();
        spoiler.Spoilt.ShouldBe(["mapwright.operations"]);
    }

    private sealed class Spoiler : IDisposable
    {
        private readonly MeterListener _meters = new();

        public Spoiler()
        {
            _meters.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == StorageTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => Spoil(instrument.Name));
            _meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => Spoil(instrument.Name));
            _meters.Start();
        }

        /// <summary>The instruments of which something was heard.</summary>
        public SortedSet<string> Spoilt { get; } = [];

        public void Dispose() => _meters.Dispose();

        private void Spoil(string name)
        {
            Spoilt.Add(name);
            throw new FormatException("of the listener");
        }
    }
}
