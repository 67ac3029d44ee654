namespace Mapwright.Tests.Scheduling;

/// <summary>What one operation of a stress run was, and what became of it.</summary>
internal sealed class Operation(long id, bool throws)
{
    private int _runs;

    public long Id { get; } = id;

    public bool Throws { get; } = throws;

    public int Runs => Volatile.Read(ref _runs);

    public void Run() => Interlocked.Increment(ref _runs);
}

/// <summary>The error of one operation.</summary>
internal sealed class OperationException(long id) : Exception
{
    public long Id { get; } = id;
}
