using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance.Driver;

/// <summary>
/// An adapter with native completions, over a driver of the tests: it declines one request in three, at random, so that
/// both ways are walked with the same arguments.
/// </summary>
[SchedulerAdapter(Namespace = "Mapwright.Conformance.Driver.Storage")]
internal sealed partial class DriverScheduler : IScheduler, INativeCanceller, IAsyncDisposable
{
    private readonly Mailbox<IWorkItem> _hops;
    private readonly FakeDriver _driver;
    private readonly Random _random = new(1);

    public DriverScheduler(ProbedPlatform platform, int threads)
    {
        _hops = new Mailbox<IWorkItem>("hop", threads, item => item.Execute());
        _driver = new FakeDriver(platform);
        platform.DriverAsksProbes = true;
    }

    /// <summary>The requests that the driver took.</summary>
    public int Accepted => _driver.Accepted;

    /// <summary>Whether the driver takes every request, or none; by default it takes two in three.</summary>
    public bool? Accepts { get; set; }

    public void Schedule(IWorkItem item) => _hops.Post(item);

    [Completes(StoragePrimitive.ReadAt)]
    public bool TryStart(ReadAtRequest request) => IsAccepted() && _driver.TryStart(request);

    [Completes(StoragePrimitive.WriteAt)]
    public bool TryStart(WriteAtRequest request) => IsAccepted() && _driver.TryStart(request);

    [Completes(StoragePrimitive.WriteDurableAt)]
    public bool TryStart(WriteDurableAtRequest request) => IsAccepted() && _driver.TryStart(request);

    [Completes(StoragePrimitive.ReadMany)]
    public bool TryStart(ReadManyRequest request) => IsAccepted() && _driver.TryStart(request.Transfers);

    [Completes(StoragePrimitive.WriteMany)]
    public bool TryStart(WriteManyRequest request) => IsAccepted() && _driver.TryStart(request.Transfers);

    public void Cancel(IWorkItem item) => _driver.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await _hops.DisposeAsync();
    }

    private bool IsAccepted()
    {
        lock (_random)
        {
            return Accepts ?? _random.Next(3) != 0;
        }
    }
}
