using System.Text;
using KeyValueStore.Storage;
using Mapwright.Inlined;
using Mapwright.Testing;

namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>A program that writes into a store on a simulated disk, and knows what must be there after a power cut.</summary>
internal sealed class StoreLife(SimulatedPlatform platform, int seed)
{
    private readonly StoreOptions _options = new()
    {
        Journal = new JournalOptions { SegmentSize = 16 << 10, BufferSize = 8 << 10, IdleMark = Timeout.InfiniteTimeSpan, SpareSegments = seed % 3 },
        CheckpointEvery = 3_000,
    };

    private readonly StoreFiles _files = new(new FileSystem(platform, InlineScheduler.Shared), "/folder/store");
    private readonly Random _random = new(seed);
    private SortedDictionary<string, string> _acknowledged = new(StringComparer.Ordinal);

    /// <summary>What is there if the write that a power cut interrupted is.</summary>
    private SortedDictionary<string, string>? _unsure;

    private int _number;

    public int Checkpoints { get; private set; }

    /// <summary>Opens, checks, works, and closes or leaves it open; the power may go off anywhere, and then the next primitive throws.</summary>
    public async Task RunAsync(int steps)
    {
        if (!await _files.System.ExistsAsync("/folder"))
        {
            await _files.System.CreateDirectoryAsync("/folder");
            await _files.System.FlushParentAsync("/folder");
        }

        var store = await Store.OpenAsync(_files, _options);
        await CheckAsync(store);
        for (var step = 0; step < steps; step++)
        {
            await StepAsync(store);
        }

        if (store.CheckpointFailure is { } failure)
        {
            throw failure;
        }

        if (_random.Next(3) > 0)
        {
            await store.DisposeAsync();
        }
    }

    private async Task StepAsync(Store store)
    {
        switch (_random.Next(10))
        {
            case 0:
                await store.CheckpointAsync();
                Checkpoints++;
                break;
            case 1 or 2:
                await WriteAsync(store, 1, deletes: true);
                break;
            case 3 or 4:
                await WriteAsync(store, _random.Next(2, 5), deletes: _random.Next(2) == 0);
                break;
            default:
                await WriteAsync(store, 1, deletes: false);
                break;
        }
    }

    private async Task WriteAsync(Store store, int count, bool deletes)
    {
        var changes = new List<Change>();
        _unsure = new SortedDictionary<string, string>(_acknowledged, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var key = $"key {_random.Next(12)}";
            if (deletes && _random.Next(2) == 0)
            {
                changes.Add(Change.Delete(Encoding.UTF8.GetBytes(key)));
                _unsure.Remove(key);
            }
            else
            {
                var value = $"{_number++} {new string('x', _random.Next(300))}";
                changes.Add(Change.Put(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)));
                _unsure[key] = value;
            }
        }

        await store.WriteAsync(changes);
        (_acknowledged, _unsure) = (_unsure, null);
    }

    private async Task CheckAsync(Store store)
    {
        var found = await StoreTest.ScanAsync(store);
        if (_unsure is not null && found.SequenceEqual(_unsure.Select(entry => (entry.Key, entry.Value))))
        {
            _acknowledged = _unsure;
        }

        _unsure = null;
        found.ShouldBe(_acknowledged.Select(entry => (entry.Key, entry.Value)));
        await Verification.RunAsync(_files, CancellationToken.None);
    }
}
