namespace Mapwright.Testing;

/// <summary>Copies inside the system, and attributes.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    /// <remarks>Copies at most 64 KiB in a call, so that a caller meets short counts. A fault may transfer a part first.</remarks>
    public override IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length)
    {
        var from = (SimulatedFile)source;
        var to = (SimulatedFile)target;
        using var turn = Enter(SimulatedPrimitive.CopyRange, to, targetOffset, length);
        if (IsRefused(turn, to, FileRights.Write, targetOffset, out var refusal))
        {
            return refusal;
        }

        if (from.IsClosed || (from.Rights & FileRights.Read) == 0)
        {
            return Failure(SimulatedError.BadHandle);
        }

        if (sourceOffset < 0 || length < 0)
        {
            return Failure(SimulatedError.InvalidArgument);
        }

        var buffer = new byte[Math.Min(length, LongestCopy)];
        var bytes = buffer.AsSpan(0, from.Node.Read(buffer, sourceOffset));
        return turn.Fault is { } fault ? WritePart(to.Node, fault, bytes, targetOffset) : to.Node.Write(bytes, targetOffset);
    }

    /// <inheritdoc/>
    /// <remarks>The disk does not share blocks.</remarks>
    public override IoResult Clone(PlatformFile source, PlatformFile target)
    {
        using var turn = Enter(SimulatedPrimitive.Clone, (SimulatedFile)target);
        return turn.Fails(out var failure) ? failure : Failure(SimulatedError.NotSupported);
    }

    /// <inheritdoc/>
    /// <remarks>The disk does not share blocks.</remarks>
    public override IoResult CloneAs(PlatformFile source, string path)
    {
        using var turn = Enter(SimulatedPrimitive.CloneAs, path);
        return turn.Fails(out var failure) ? failure : Failure(SimulatedError.NotSupported);
    }

    /// <inheritdoc/>
    /// <remarks>Takes effect at once: attributes survive a power cut whether they were flushed or not.</remarks>
    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.SetAttributes, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        own.Node.SetAttributes(metadata, aspects);
        return IoResult.Success();
    }
}
