namespace Mapwright.Testing;

/// <summary>What is asked of the memory behind a mapping.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    /// <remarks>Changes nothing.</remarks>
    public override IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice) =>
        OnPages(SimulatedPrimitive.AdviseMapping, mapping, offset, length, static (_, _, _) => IoResult.Success());

    /// <inheritdoc/>
    public override IoResult LockMapping(PlatformMapping mapping, long offset, long length) => OnPages(
        SimulatedPrimitive.LockMapping, mapping, offset, length, static (own, at, count) => own.Node.Populate(own.Offset + at, count, forWrite: false));

    /// <inheritdoc/>
    /// <remarks>Changes nothing: no pages are let go without being asked to.</remarks>
    public override IoResult UnlockMapping(PlatformMapping mapping, long offset, long length) =>
        OnPages(SimulatedPrimitive.UnlockMapping, mapping, offset, length, static (_, _, _) => IoResult.Success());

    /// <inheritdoc/>
    public override IoResult DiscardMapping(PlatformMapping mapping, long offset, long length) =>
        OnPages(SimulatedPrimitive.DiscardMapping, mapping, offset, length, (own, at, count) =>
        {
            var start = (own.Offset + at + PageSize - 1) / PageSize * PageSize;
            var end = (own.Offset + at + count) / PageSize * PageSize;
            if (!own.IsShared && start < end)
            {
                own.Node.Reload(own.Pages, own.Offset - (own.Offset % PageSize), start, end);
            }

            return IoResult.Success();
        });

    /// <inheritdoc/>
    /// <remarks>Permissions are not enforced: it is always known.</remarks>
    public override IoResult GetResidency(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        OnPages(SimulatedPrimitive.GetResidency, mapping, offset, length, (own, at, count) =>
        {
            long resident = 0;
            for (var page = (own.Offset + at) / PageSize * PageSize; page < own.Offset + at + count; page += PageSize)
            {
                resident += own.Node.CachedFrom(page, 1);
            }

            return IoResult.Success(resident);
        });

    private IoResult OnPages(
        SimulatedPrimitive primitive, PlatformMapping mapping, long offset, long length, Func<SimulatedMapping, long, long, IoResult> act)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(primitive, own, offset, length);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        return IsWithin(own, offset, length) && own.State == MappingState.Open ? act(own, offset, length) : Failure(SimulatedError.OutOfMemory);
    }
}
