namespace Mapwright.Conformance.Rigging;

/// <summary>All threads of a scheduler are held inside a body: what is scheduled now is queued.</summary>
internal sealed class Saturation : IAsyncDisposable
{
    /// <summary>A primitive that no other part of a test calls.</summary>
    private const string Held = nameof(StoragePlatform.FlushAll);

    private readonly List<StorageFileBase> _files = [];
    private readonly List<Task> _running = [];
    private readonly Gate _gate;

    private Saturation(Rig rig) => _gate = rig.Platform.Hold(Held);

    /// <summary>The files that were opened for it.</summary>
    public int Opened => _files.Count;

    public static async Task<Saturation> Of(Rig rig)
    {
        var saturation = new Saturation(rig);
        for (var i = 0; i < rig.Setup.Adapter.Concurrency; i++)
        {
            var file = rig.OpenNew([], $"held {i}");
            saturation._files.Add(file);
            saturation._running.Add(file.FlushAllAsync().AsTask());
            await saturation._gate.Entered();
        }

        return saturation;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Open();
        await Task.WhenAll(_running).WaitAsync(Rig.Deadline);
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }
}
