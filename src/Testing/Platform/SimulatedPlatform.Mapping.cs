namespace Mapwright.Testing;

/// <summary>Mappings: native memory that stores and loads reach without a call.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    /// <remarks>
    /// Shared mappings of a file and its reads and writes show the same bytes at once. Beyond the end of the file there is no
    /// fault: loads give zeros, and stores are gone when the file grows. A copy-on-write mapping is a copy of the file as it
    /// is now. The memory stays valid as long as the mapping is referenced, also after a power cut.
    /// </remarks>
    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Map, own, request.Offset, request.Length);
        if (IsRefused(turn, own, FileRights.Read, request.Offset, out var refusal) || turn.Fails(out refusal))
        {
            return refusal;
        }

        if (request.Length <= 0)
        {
            return Failure(SimulatedError.InvalidArgument);
        }

        if (request.Kind == MappingKind.ReadWrite && (own.Rights & FileRights.Write) == 0)
        {
            return Failure(SimulatedError.AccessDenied);
        }

        if (request.Length > _options.MaximumFileLength - request.Offset || own.Node.Open(request) is not { } pages)
        {
            return Failure(SimulatedError.OutOfMemory);
        }

        var start = request.Kind == MappingKind.CopyOnWrite ? request.Offset % PageSize : request.Offset;
        var made = new SimulatedMapping(own, request, pages, pages.Address + (nint)start);
        own.Node.Hold();
        OpenMappings++;
        if (made.IsShared)
        {
            own.Node.Attach(made);
            _mapped.Add(own.Node);
        }

        mapping = made;
        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Not supported while another shared mapping of the file is open, as they share the memory: the mapping then keeps the
    /// file until it is unmapped, and counts as retired nevertheless.
    /// </remarks>
    public override IoResult Retire(PlatformMapping mapping)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(SimulatedPrimitive.Retire, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        if (own.State == MappingState.Open)
        {
            OpenMappings--;
            RetiredMappings++;
            own.State = MappingState.Abandoned;
        }

        if (own.State == MappingState.Abandoned)
        {
            if (own.IsShared && !own.Node.IsOnlyMapping(own))
            {
                return NotSupported;
            }

            LetGo(own);
            own.State = MappingState.Retired;
            var start = own.Address - own.Pages.Address;
            own.Pages.Clear(start, start + own.Length);
        }

        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: there are no faults behind the end of a file, and what a truncation cuts off reads as zeros anyway.</remarks>
    public override IoResult Retire(PlatformMapping mapping, long offset, long length) =>
        CheckInterval(SimulatedPrimitive.Retire, mapping, offset, length);

    /// <inheritdoc/>
    public override IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        CheckInterval(SimulatedPrimitive.Restore, mapping, offset, length);

    /// <inheritdoc/>
    /// <remarks>
    /// Of a mapping that a power cut took, it succeeds. Of a retired one it is no call that is counted or announced: it
    /// comes from a finalizer as a rule, at any time.
    /// </remarks>
    public override IoResult Unmap(PlatformMapping mapping)
    {
        var own = (SimulatedMapping)mapping;
        return own.State == MappingState.Open ? UnmapOpen(own) : UnmapRetired(own);
    }

    /// <inheritdoc/>
    public override IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(SimulatedPrimitive.Populate, own, offset, length);
        return turn.Fails(out var failure) ? failure : Populate(own, offset, length, forWrite);
    }

    /// <inheritdoc/>
    public override IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(SimulatedPrimitive.ReadMapping, own, offset, buffer.Length);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var populated = Populate(own, offset, buffer.Length, forWrite: false);
        if (populated.IsFailure)
        {
            return populated;
        }

        BytesOf(own, offset, buffer.Length).CopyTo(buffer);
        return IoResult.Success(buffer.Length);
    }

    /// <inheritdoc/>
    public override IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(SimulatedPrimitive.WriteMapping, own, offset, buffer.Length);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var populated = Populate(own, offset, buffer.Length, forWrite: true);
        if (populated.IsFailure)
        {
            return populated;
        }

        buffer.CopyTo(BytesOf(own, offset, buffer.Length));
        return IoResult.Success(buffer.Length);
    }

    private static Span<byte> BytesOf(SimulatedMapping mapping, long offset, int length) =>
        mapping.Pages.At(mapping.Address - mapping.Pages.Address + offset, length);

    private static IoResult Populate(SimulatedMapping mapping, long offset, long length, bool forWrite)
    {
        if (!IsWithin(mapping, offset, length) || mapping.State != MappingState.Open)
        {
            return Failure(SimulatedError.OutOfMemory);
        }

        if (forWrite && mapping.Kind == MappingKind.ReadOnly)
        {
            return Failure(SimulatedError.InvalidArgument);
        }

        return mapping.Node.Populate(mapping.Offset + offset, length, forWrite && mapping.IsShared);
    }

    private IoResult CheckInterval(SimulatedPrimitive primitive, PlatformMapping mapping, long offset, long length)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(primitive, own, offset, length);
        return turn.Fails(out var failure) ? failure
            : IsWithin(own, offset, length) ? IoResult.Success()
            : Failure(SimulatedError.InvalidArgument);
    }

    private IoResult UnmapOpen(SimulatedMapping mapping)
    {
        using var turn = Enter(SimulatedPrimitive.Unmap, mapping);
        if (turn.IsPowerLost)
        {
            mapping.State = MappingState.Unmapped;
            return IoResult.Success();
        }

        if (turn.Fails(out var failure))
        {
            return failure;
        }

        Unmap(mapping);
        return IoResult.Success();
    }

    private IoResult UnmapRetired(SimulatedMapping mapping)
    {
        lock (_gate)
        {
            if (mapping.State == MappingState.Unmapped)
            {
                return Failure(SimulatedError.BadHandle);
            }

            if (mapping.Boot == _boot)
            {
                AbsorbStores();
                Unmap(mapping);
            }

            mapping.State = MappingState.Unmapped;
            return IoResult.Success();
        }
    }

    private void Unmap(SimulatedMapping mapping)
    {
        if (mapping.State == MappingState.Open)
        {
            OpenMappings--;
        }
        else
        {
            RetiredMappings--;
        }

        if (mapping.State == MappingState.Retired || LetGo(mapping))
        {
            mapping.Pages.Dispose();
        }

        mapping.State = MappingState.Unmapped;
    }

    /// <summary>Lets the file of a mapping go. True when nobody else uses its pages.</summary>
    private bool LetGo(SimulatedMapping mapping)
    {
        var isLast = !mapping.IsShared || mapping.Node.Detach(mapping);
        if (mapping.IsShared && isLast)
        {
            _mapped.Remove(mapping.Node);
        }

        mapping.Node.LetGo();
        return isLast;
    }
}
