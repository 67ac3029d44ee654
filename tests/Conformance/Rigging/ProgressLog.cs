namespace Mapwright.Conformance.Rigging;

/// <summary>Keeps what an operation reports of its progress.</summary>
internal sealed class ProgressLog : IProgress<long>
{
    private readonly List<long> _reports = [];

    public void Report(long value) => _reports.Add(value);

    /// <summary>The reports never went back, and the last one, or none for nothing, is what was done.</summary>
    public void ShouldGrowTo(long end)
    {
        _reports.LastOrDefault().ShouldBe(end);
        _reports.ShouldBe(_reports.Order());
    }
}
