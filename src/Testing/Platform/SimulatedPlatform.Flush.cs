namespace Mapwright.Testing;

/// <summary>Making things durable.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    /// <remarks>Content and length become durable, the file's name does not: that is <see cref="FlushDirectory"/>.</remarks>
    public override IoResult FlushData(PlatformFile file) => Flush(SimulatedPrimitive.FlushData, (SimulatedFile)file, static node => node.Flush());

    /// <inheritdoc/>
    /// <remarks>As <see cref="FlushData"/>.</remarks>
    public override IoResult FlushAll(PlatformFile file) => Flush(SimulatedPrimitive.FlushAll, (SimulatedFile)file, static node => node.Flush());

    /// <inheritdoc/>
    /// <remarks>
    /// Orders and makes nothing durable: a power cut keeps what was written up to one of the barriers since the last flush, any part of what was written up to the
    /// next one, and nothing of what was written after that. Of a file whose length is not durable it is a flush.
    /// </remarks>
    public override IoResult Barrier(PlatformFile file) => Flush(SimulatedPrimitive.Barrier, (SimulatedFile)file, static node => node.Barrier());

    /// <inheritdoc/>
    /// <remarks>Changes nothing.</remarks>
    public override IoResult SetWriteLifetime(PlatformFile file, WriteLifetime lifetime)
    {
        using var turn = Enter(SimulatedPrimitive.SetWriteLifetime, (SimulatedFile)file);
        return turn.Fails(out var failure) ? failure : IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Changes nothing: what is not flushed may reach the disk at any time as it is.</remarks>
    public override IoResult StartFlush(PlatformFile file, long offset, long length)
    {
        using var turn = Enter(SimulatedPrimitive.StartFlush, (SimulatedFile)file, offset, length);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        return offset < 0 || length < 0 ? Failure(SimulatedError.InvalidArgument) : IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Makes the names in the directory durable, not its own name. A failure leaves them as they were.</remarks>
    public override IoResult FlushDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var turn = Enter(SimulatedPrimitive.FlushDirectory, path);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var error = _tree.Find(path, out var node);
        if (error != SimulatedError.None)
        {
            return Failure(error);
        }

        if (node is not DirectoryNode directory)
        {
            return Failure(SimulatedError.NotDirectory);
        }

        _tree.Flush(directory);
        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Only the bytes of the interval become durable. A fault fails the write-back of the interval, as a failed flush does.</remarks>
    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length)
    {
        var own = (SimulatedMapping)mapping;
        using var turn = Enter(SimulatedPrimitive.FlushMapping, own, offset, length);
        if (turn.IsRefused(out var refusal))
        {
            return refusal;
        }

        if (!IsWithin(own, offset, length))
        {
            return Failure(SimulatedError.OutOfMemory);
        }

        if (turn.Fault is { } fault)
        {
            if (own.IsLive)
            {
                own.Node.FailFlush(own.Offset + offset, length, fault.SurvivalRate);
            }

            return Failure(fault.Error);
        }

        return own.IsLive ? own.Node.Flush(own.Offset + offset, length) : IoResult.Success();
    }

    private IoResult Flush(SimulatedPrimitive primitive, SimulatedFile file, Func<FileNode, IoResult> flush)
    {
        using var turn = Enter(primitive, file);
        if (turn.IsRefused(out var refusal))
        {
            return refusal;
        }

        if (turn.Fault is { } fault)
        {
            file.Node.FailFlush(0, long.MaxValue, fault.SurvivalRate);
            return Failure(fault.Error);
        }

        return flush(file.Node);
    }

    private static bool IsWithin(SimulatedMapping mapping, long offset, long length) =>
        offset >= 0 && length >= 0 && offset <= mapping.Length && length <= mapping.Length - offset;
}
