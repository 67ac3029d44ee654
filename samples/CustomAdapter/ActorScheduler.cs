using System.Collections.Concurrent;
using Mapwright;

namespace Acme.Storage;

/// <summary>One thread with a mailbox: every storage operation of the program runs there, one after another.</summary>
[SchedulerAdapter(Namespace = "Acme.Storage")]
public sealed partial class ActorScheduler : IScheduler, IDisposable
{
    private readonly BlockingCollection<IWorkItem> _mailbox = [];

    public ActorScheduler() => new Thread(Run) { Name = "Acme storage", IsBackground = true }.Start();

    public static ActorScheduler Shared { get; } = new();

    public void Schedule(IWorkItem item)
    {
        try
        {
            _mailbox.Add(item);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(ActorScheduler));
        }
    }

    public void Dispose() => _mailbox.CompleteAdding();

    private void Run()
    {
        foreach (var item in _mailbox.GetConsumingEnumerable())
        {
            item.Execute();
        }
    }
}
