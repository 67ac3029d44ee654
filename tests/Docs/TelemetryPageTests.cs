using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Mapwright.Docs.Tests;

/// <summary>The page about telemetry has exactly the instruments and tags that there are.</summary>
public partial class TelemetryPageTests
{
    [Fact]
    public async Task Lists_every_instrument_with_its_kind_unit_and_tags()
    {
        var heard = new ConcurrentDictionary<Instrument, ConcurrentDictionary<string, bool>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == StorageTelemetry.Name)
                {
                    heard.TryAdd(instrument, []);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        await UseAsync();

        Row().Matches(Page.Read("docs/telemetry.md").Text)
            .Select(m => $"{m.Groups["name"].Value} {m.Groups["kind"].Value} {m.Groups["unit"].Value} {m.Groups["tags"].Value.Replace("`", "", StringComparison.Ordinal)}")
            .ShouldBe(heard.Select(note => $"{note.Key.Name} {note.Key.GetType().Name.Split('`')[0]} {note.Key.Unit} {Tags(note.Value.Keys)}"), ignoreOrder: true);

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                heard[instrument].TryAdd(tag.Key, true);
            }
        }

        // Only "error.type" is not on every measurement.
        static string Tags(IEnumerable<string> tags) => string.Join(", ", tags.OrderBy(tag => tag == "error.type"));
    }

    /// <summary>Lets each instrument measure with each of its tags.</summary>
    private static async Task UseAsync()
    {
        var platform = new Testing.SimulatedPlatform();
        await using var scheduler = new Channeled.ChannelScheduler();
        await using var file = new Channeled.FileSystem(platform, scheduler).OpenWrite("/file");
        await file.WriteAtAsync(new byte[10], 0);
        await file.ReadAtAsync(new byte[10], 0);
        foreach (var primitive in new[] { Testing.SimulatedPrimitive.ReadAt, Testing.SimulatedPrimitive.TryReadAt })
        {
            // After some bytes, so that there are bytes of a call that failed.
            platform.Inject(new Testing.Fault { Primitive = primitive, Error = Testing.SimulatedError.DeviceError, Transferred = 5 });
        }

        await Should.ThrowAsync<StorageException>(() => file.ReadAtAsync(new byte[10], 0).AsTask());
        await using var journal = new Channeled.FileSystem(platform, scheduler).OpenJournal("/journal");
        await journal.AppendAndCommitAsync(new byte[10]);
    }

    [GeneratedRegex(@"^\| `(?<name>mapwright[\w.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \| (?<tags>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
