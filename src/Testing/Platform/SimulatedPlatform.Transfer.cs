namespace Mapwright.Testing;

/// <summary>Reading, writing and sizes.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.ReadAt, own, offset, buffer.Length);
        if (IsRefused(turn, own, FileRights.Read, offset, out var refusal))
        {
            return refusal;
        }

        if (turn.Fault is { } fault)
        {
            var transferred = own.Node.Read(buffer[..(int)Math.Min(fault.Transferred, buffer.Length)], offset);
            return Failure(fault.Error, transferred);
        }

        return IoResult.Success(own.Node.Read(buffer, offset));
    }

    /// <inheritdoc/>
    /// <remarks>Answers from pages that are cached: all are until <see cref="DropCache"/> or a power cut, and a read or write makes its own so.</remarks>
    public override IoResult TryReadAt(PlatformFile file, Span<byte> buffer, long offset)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.TryReadAt, own, offset, buffer.Length);
        if (IsRefused(turn, own, FileRights.Read, offset, out var refusal) || turn.Fails(out refusal))
        {
            return refusal;
        }

        var ready = own.Node.CachedFrom(offset, buffer.Length);
        return ready == 0 && offset < own.Node.Length && !buffer.IsEmpty
            ? Failure(SimulatedError.WouldBlock)
            : IoResult.Success(own.Node.Read(buffer[..(int)ready], offset));
    }

    /// <inheritdoc/>
    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        var own = (SimulatedFile)file;
        if (own.Durability != Durability.None)
        {
            return WriteDurableAt(file, buffer, offset);
        }

        using var turn = Enter(SimulatedPrimitive.WriteAt, own, offset, buffer.Length);
        if (IsRefused(turn, own, FileRights.Write, offset, out var refusal))
        {
            return refusal;
        }

        return turn.Fault is { } fault ? WritePart(own.Node, fault, buffer, offset) : own.Node.Write(buffer, offset);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Only its own bytes become durable: others in the same sector stay in doubt. A fault fails the write-back of what
    /// was transferred, as a failed flush does.
    /// </remarks>
    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.WriteDurableAt, own, offset, buffer.Length);
        if (IsRefused(turn, own, FileRights.Write, offset, out var refusal))
        {
            return refusal;
        }

        if (turn.Fault is { } fault)
        {
            var failure = WritePart(own.Node, fault, buffer, offset);
            own.Node.FailFlush(offset, failure.Value, fault.SurvivalRate);
            return failure;
        }

        var written = own.Node.Write(buffer, offset);
        if (written.IsFailure)
        {
            return written;
        }

        var flushed = own.Node.Flush(offset, buffer.Length);
        return flushed.IsFailure ? flushed : written;
    }

    /// <inheritdoc/>
    public override IoResult SetLength(PlatformFile file, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.SetLength, own, 0, length);
        if (IsRefused(turn, own, FileRights.Write, length, out var refusal) || turn.Fails(out refusal))
        {
            return refusal;
        }

        return own.Node.SetLength(length);
    }

    /// <inheritdoc/>
    public override IoResult Allocate(PlatformFile file, long offset, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Allocate, own, offset, length);
        if (IsRefused(turn, own, FileRights.Write, offset, out var refusal) || turn.Fails(out refusal))
        {
            return refusal;
        }

        return length <= 0 ? Failure(SimulatedError.InvalidArgument) : own.Node.Allocate(offset, length);
    }

    /// <inheritdoc/>
    public override IoResult ExtendLength(PlatformFile file, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.ExtendLength, own, 0, length);
        if (IsRefused(turn, own, FileRights.Write, length, out var refusal) || turn.Fails(out refusal))
        {
            return refusal;
        }

        return length > own.Node.Length ? own.Node.SetLength(length) : IoResult.Success();
    }

    private static IoResult WritePart(FileNode node, Fault fault, ReadOnlySpan<byte> buffer, long offset)
    {
        var result = node.Write(buffer[..(int)Math.Min(fault.Transferred, buffer.Length)], offset);
        return Failure(fault.Error, result.Value);
    }

    private static bool IsRefused(in Turn turn, SimulatedFile file, FileRights needed, long offset, out IoResult refusal)
    {
        if (turn.IsRefused(out refusal))
        {
            return true;
        }

        var error = (file.Rights & needed) == 0 ? SimulatedError.BadHandle
            : offset < 0 ? SimulatedError.InvalidArgument
            : SimulatedError.None;
        refusal = Outcome(error);
        return refusal.IsFailure;
    }
}
