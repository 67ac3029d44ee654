using Microsoft.Win32.SafeHandles;

namespace Mapwright.Conformance.Driver;

/// <summary>A request, whatever its primitive.</summary>
internal abstract class Transfer(string primitive)
{
    /// <summary>The member of the platform that it stands for.</summary>
    public string Primitive { get; } = primitive;

    public abstract IWorkItem Item { get; }

    public abstract int Length { get; }

    /// <summary>Transfers a piece.</summary>
    /// <param name="done">The bytes that were transferred before.</param>
    /// <param name="count">The bytes to transfer.</param>
    /// <returns>The bytes transferred; 0 at the end of the file.</returns>
    public abstract int Move(int done, int count);

    public abstract void End(IoResult outcome);

    public abstract void Abandon(Exception exception);
}

/// <inheritdoc/>
internal abstract class Transfer<TResult>(NativeRequest<TResult> request, string primitive) : Transfer(primitive)
{
    public override IWorkItem Item => request;

    public override int Length => request.Length;

    public override int Move(int done, int count) => Move(request.Handle, request.Address + done, count, request.Offset + done);

    public override void End(IoResult outcome)
    {
        if (outcome.IsFailure)
        {
            request.Transferred = (int)outcome.Value;
            request.Fail(outcome.Error);
        }
        else
        {
            request.Complete((int)outcome.Value);
        }
    }

    public override void Abandon(Exception exception) => request.Abandon(exception);

    protected abstract int Move(SafeFileHandle handle, nint address, int count, long offset);
}

internal sealed class ReadTransfer(ReadAtRequest request) : Transfer<int>(request, nameof(StoragePlatform.ReadAt))
{
    protected override unsafe int Move(SafeFileHandle handle, nint address, int count, long offset) =>
        offset > long.MaxValue - count ? 0 : RandomAccess.Read(handle, new Span<byte>((byte*)address, count), offset);
}

/// <remarks>Nothing here cuts the power: a durable write is a write.</remarks>
internal sealed class WriteTransfer(WriteRequest request, string primitive) : Transfer<None>(request, primitive)
{
    protected override unsafe int Move(SafeFileHandle handle, nint address, int count, long offset)
    {
        RandomAccess.Write(handle, new ReadOnlySpan<byte>((byte*)address, count), offset);
        return count;
    }
}
