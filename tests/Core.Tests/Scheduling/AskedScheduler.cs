using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>Answers where to go on, and notes when it was asked.</summary>
internal sealed class AskedScheduler(bool allows) : IScheduler
{
    public ManualScheduler Items { get; } = new();

    public List<string> Events { get; } = [];

    public void Schedule(IWorkItem item) => Items.Schedule(item);

    public bool TryContinueHere()
    {
        Events.Add("asked");
        return allows;
    }
}
