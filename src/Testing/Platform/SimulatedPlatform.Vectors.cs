using Microsoft.Win32.SafeHandles;

namespace Mapwright.Testing;

/// <summary>Transfers with options and of several buffers: the same primitives, in one call each.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset, TransferOptions options) =>
        (options & TransferOptions.WithoutWaiting) != 0 ? TryReadAt(file, buffer, offset) : ReadAt(file, buffer, offset);

    /// <inheritdoc/>
    /// <remarks>A sector reaches the disk whole or not at all, so a write inside one is untorn.</remarks>
    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, TransferOptions options)
    {
        if ((options & TransferOptions.Untorn) != 0 && (buffer.Length != _options.SectorSize || offset % _options.SectorSize != 0))
        {
            return Failure(SimulatedError.InvalidArgument);
        }

        return (options & (TransferOptions.Durable | TransferOptions.FullyDurable)) != 0
            ? WriteDurableAt(file, buffer, offset)
            : WriteAt(file, buffer, offset);
    }

    /// <inheritdoc/>
    public override IoResult ReadAt(PlatformFile file, IReadOnlyList<Memory<byte>> buffers, long offset, TransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        var bytes = new byte[buffers.Sum(buffer => buffer.Length)];
        var result = ReadAt(file, bytes, offset, options);
        var rest = bytes.AsSpan(0, (int)result.Value);
        foreach (var buffer in buffers)
        {
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer.Span);
            rest = rest[count..];
        }

        return result;
    }

    /// <inheritdoc/>
    public override IoResult WriteAt(PlatformFile file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset, TransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        return WriteAt(file, buffers.SelectMany(buffer => buffer.ToArray()).ToArray(), offset, options);
    }

    /// <inheritdoc/>
    public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Append, own, 0, buffer.Length);
        if (IsRefused(turn, own, FileRights.Write, 0, out var refusal))
        {
            return refusal;
        }

        var offset = own.Node.Length;
        if (turn.Fault is { } fault)
        {
            return WritePart(own.Node, fault, buffer, offset);
        }

        var written = own.Node.Write(buffer, offset);
        if (!written.IsFailure && (own.Durability != Durability.None || (options & (TransferOptions.Durable | TransferOptions.FullyDurable)) != 0))
        {
            written = own.Node.Flush(offset, buffer.Length);
        }

        return written.IsFailure ? written : IoResult.Success(offset);
    }

    /// <inheritdoc/>
    /// <remarks>All ways of caching are the same here; durable writes are.</remarks>
    public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Reopen, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        own.Node.Hold();
        OpenFiles++;
        other = new SimulatedFile(own.Node, own.Path, own.Rights, _boot) { Durability = durability };
        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Everything is one sector.</remarks>
    public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
    {
        limits = default;
        using var turn = Enter(SimulatedPrimitive.GetTransferLimits, (SimulatedFile)file);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        limits = new TransferLimits(_options.SectorSize, _options.SectorSize, _options.SectorSize, _options.SectorSize);
        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Not supported: its files have no handles.</remarks>
    public override IoResult Adopt(SafeFileHandle handle, out PlatformFile? file)
    {
        file = null;
        using var turn = Enter(SimulatedPrimitive.Adopt, "(handle)");
        return turn.Fails(out var failure) ? failure : NotSupported;
    }

    /// <inheritdoc/>
    /// <remarks>Not supported: its files have no handles.</remarks>
    public override IoResult Duplicate(PlatformFile file, out SafeFileHandle? handle)
    {
        handle = null;
        using var turn = Enter(SimulatedPrimitive.Duplicate, (SimulatedFile)file);
        return turn.Fails(out var failure) ? failure : NotSupported;
    }
}
