using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mapwright.Tests.Listening;

/// <summary>What was measured since it was made, by instrument, with the value of the first tag.</summary>
internal sealed class Heard : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string Tag, double Value)> _notes = [];
    private readonly ConcurrentQueue<string> _errors = [];

    public Heard()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public IEnumerable<string> Errors => _errors;

    public IEnumerable<(string Tag, double Value)> Of(string instrument) =>
        _notes.Where(note => note.Instrument == instrument).Select(note => (note.Tag, note.Value));

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _notes.Enqueue((instrument.Name, (string)tags[0].Value!, value));
        foreach (var tag in tags)
        {
            if (tag.Key == "error.type")
            {
                _errors.Enqueue((string)tag.Value!);
            }
        }
    }
}
