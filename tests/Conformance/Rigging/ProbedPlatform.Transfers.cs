using Microsoft.Win32.SafeHandles;

namespace Mapwright.Conformance.Rigging;

internal sealed partial class ProbedPlatform
{
    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset, TransferOptions options) =>
        Intercepts(NameOf(options), out var result) ? result : inner.ReadAt(file, buffer, offset, options);

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, TransferOptions options) =>
        Answered(out var result) ? result : inner.WriteAt(file, buffer, offset, options);

    public override IoResult ReadAt(PlatformFile file, IReadOnlyList<Memory<byte>> buffers, long offset, TransferOptions options) =>
        Intercepts(NameOf(options), out var result) ? result : inner.ReadAt(file, buffers, offset, options);

    public override IoResult WriteAt(PlatformFile file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset, TransferOptions options) =>
        Answered(out var result) ? result : inner.WriteAt(file, buffers, offset, options);

    public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options) =>
        Answered(out var result) ? result : inner.Append(file, buffer, options);

    public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.Reopen(file, caching, durability, out other);
        Count(ref _openFiles, result, +1);
        return result;
    }

    public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
    {
        limits = default;
        return Answered(out var result) ? result : inner.GetTransferLimits(file, out limits);
    }

    public override IoResult ExtendLength(PlatformFile file, long length) =>
        Answered(out var result) ? result : inner.ExtendLength(file, length);

    public override IoResult PunchHole(PlatformFile file, long offset, long length) =>
        Answered(out var result) ? result : inner.PunchHole(file, offset, length);

    public override IoResult ZeroRange(PlatformFile file, long offset, long length) =>
        Answered(out var result) ? result : inner.ZeroRange(file, offset, length);

    public override IoResult FindExtent(PlatformFile file, long offset, out FileExtent extent)
    {
        extent = default;
        return Answered(out var result) ? result : inner.FindExtent(file, offset, out extent);
    }

    public override AllocationGuarantee GuaranteeOf(PlatformFile file) => inner.GuaranteeOf(file);

    public override SectorSizes SectorsOf(PlatformFile file) => inner.SectorsOf(file);

    public override bool CanPunchHoles(PlatformFile file) => inner.CanPunchHoles(file);

    public override string DescribeFileSystem(PlatformFile file) => inner.DescribeFileSystem(file);

    public override bool IsVolatile(PlatformFile file) => inner.IsVolatile(file);

    public override IoResult Barrier(PlatformFile file) => Answered(out var result) ? result : inner.Barrier(file);

    public override IoResult SetWriteLifetime(PlatformFile file, WriteLifetime lifetime) =>
        Answered(out var result) ? result : inner.SetWriteLifetime(file, lifetime);

    public override IoResult FlushRange(PlatformFile file, long offset, long length) =>
        Answered(out var result) ? result : inner.FlushRange(file, offset, length);

    public override IoResult Advise(PlatformFile file, long offset, long length, FileAdvice advice) =>
        Answered(out var result) ? result : inner.Advise(file, offset, length, advice);

    public override IoResult Adopt(SafeFileHandle handle, out PlatformFile? file)
    {
        file = null;
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.Adopt(handle, out file);
        Count(ref _openFiles, result, +1);
        return result;
    }

    public override IoResult Duplicate(PlatformFile file, out SafeFileHandle? handle)
    {
        handle = null;
        return Answered(out var result) ? result : inner.Duplicate(file, out handle);
    }

    /// <summary>A read that does not wait is the same primitive in every form.</summary>
    private static string NameOf(TransferOptions options) =>
        (options & TransferOptions.WithoutWaiting) != 0 ? nameof(TryReadAt) : nameof(ReadAt);
}
