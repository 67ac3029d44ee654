namespace Mapwright.Tests.Scheduling;

/// <summary>Tests that count what the whole process does, move it to another directory, or look into a pool that all tests share: they run while no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
