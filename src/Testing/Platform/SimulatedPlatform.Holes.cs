namespace Mapwright.Testing;

/// <summary>Space and cache of an open file.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    public override IoResult PunchHole(PlatformFile file, long offset, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.PunchHole, own, offset, length);
        return Refuses(turn, own, offset, length, out var refusal) ? refusal : own.Node.PunchHole(offset, length);
    }

    /// <inheritdoc/>
    public override bool CanPunchHoles(PlatformFile file) => true;

    /// <inheritdoc/>
    public override IoResult ZeroRange(PlatformFile file, long offset, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.ZeroRange, own, offset, length);
        return Refuses(turn, own, offset, length, out var refusal) ? refusal : own.Node.ZeroRange(offset, length);
    }

    /// <inheritdoc/>
    /// <remarks>Reserved blocks count as data.</remarks>
    public override IoResult FindExtent(PlatformFile file, long offset, out FileExtent extent)
    {
        extent = default;
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.FindExtent, own, offset);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        if (own.Node.FindExtent(offset) is not { } found)
        {
            return IoResult.Success(0);
        }

        extent = found;
        return IoResult.Success(1);
    }

    /// <inheritdoc/>
    /// <remarks>Always <see cref="AllocationGuarantee.Full"/>.</remarks>
    public override AllocationGuarantee GuaranteeOf(PlatformFile file) => AllocationGuarantee.Full;

    /// <inheritdoc/>
    public override string DescribeFileSystem(PlatformFile file) => "simulated";

    /// <inheritdoc/>
    public override SectorSizes SectorsOf(PlatformFile file) => new(_options.SectorSize, _options.SectorSize);

    /// <inheritdoc/>
    /// <remarks>Never: flushed data survives <see cref="PowerCut"/>.</remarks>
    public override bool IsVolatile(PlatformFile file) => false;

    /// <inheritdoc/>
    /// <remarks>Only the bytes of the interval become durable. A fault fails the write-back of the interval, as a failed flush does.</remarks>
    public override IoResult FlushRange(PlatformFile file, long offset, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.FlushRange, own, offset, length);
        if (turn.IsRefused(out var refusal))
        {
            return refusal;
        }

        if (turn.Fault is { } fault)
        {
            own.Node.FailFlush(offset, length, fault.SurvivalRate);
            return Failure(fault.Error);
        }

        return offset < 0 || length < 0 ? Failure(SimulatedError.InvalidArgument) : own.Node.Flush(offset, length);
    }

    /// <inheritdoc/>
    /// <remarks><see cref="FileAdvice.DontNeed"/> drops clean pages; other advice changes nothing.</remarks>
    public override IoResult Advise(PlatformFile file, long offset, long length, FileAdvice advice)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Advise, own, offset, length);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        if (offset < 0 || length < 0)
        {
            return Failure(SimulatedError.InvalidArgument);
        }

        if (advice == FileAdvice.DontNeed)
        {
            own.Node.DropCache(offset, length);
        }

        return IoResult.Success();
    }

    private static bool Refuses(in Turn turn, SimulatedFile file, long offset, long length, out IoResult refusal)
    {
        if (IsRefused(turn, file, FileRights.Write, offset, out refusal) || turn.Fails(out refusal))
        {
            return true;
        }

        refusal = length <= 0 ? Failure(SimulatedError.InvalidArgument) : default;
        return refusal.IsFailure;
    }
}
