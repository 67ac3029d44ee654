namespace Mapwright.Core.Tests.Fakes;

/// <summary>The operating system's platform, of which a test replaces what it is about.</summary>
public class ForwardingPlatform : StoragePlatform
{
    /// <summary>EIO, as every Unix numbers it.</summary>
    public const int DeviceError = 5;

    public override string Name => "forwarding";

    public override int PageSize => Inner.PageSize;

    protected internal override IoResult NotSupported => Inner.NotSupported;

    protected StoragePlatform Inner { get; } = Current;

    public override StorageErrorCode Classify(int error) => Inner.Classify(error);

    public override string Describe(int error) => Inner.Describe(error);

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file) => Inner.Open(path, request, out file);

    public override IoResult CreateAnonymous(string name, out PlatformFile? file) => Inner.CreateAnonymous(name, out file);

    public override IoResult Close(PlatformFile file) => Inner.Close(file);

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata) => Inner.GetMetadata(file, out metadata);

    public override IoResult GetLength(PlatformFile file) => Inner.GetLength(file);

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata) => Inner.GetMetadata(path, followLinks, out metadata);

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset) => Inner.ReadAt(file, buffer, offset);

    public override IoResult TryReadAt(PlatformFile file, Span<byte> buffer, long offset) => Inner.TryReadAt(file, buffer, offset);

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => Inner.WriteAt(file, buffer, offset);

    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => Inner.WriteDurableAt(file, buffer, offset);

    public override IoResult SetLength(PlatformFile file, long length) => Inner.SetLength(file, length);

    public override IoResult Allocate(PlatformFile file, long offset, long length) => Inner.Allocate(file, offset, length);

    public override AllocationGuarantee GuaranteeOf(PlatformFile file) => Inner.GuaranteeOf(file);

    public override IoResult FlushData(PlatformFile file) => Inner.FlushData(file);

    public override IoResult FlushAll(PlatformFile file) => Inner.FlushAll(file);

    public override IoResult StartFlush(PlatformFile file, long offset, long length) => Inner.StartFlush(file, offset, length);

    public override string DescribeDurability(PlatformFile file) => Inner.DescribeDurability(file);

    public override IoResult FlushDirectory(string path) => Inner.FlushDirectory(path);

    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping) => Inner.Map(file, request, out mapping);

    public override IoResult Retire(PlatformMapping mapping) => Inner.Retire(mapping);

    public override IoResult Retire(PlatformMapping mapping, long offset, long length) => Inner.Retire(mapping, offset, length);

    public override IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        Inner.Restore(file, mapping, offset, length);

    public override IoResult Unmap(PlatformMapping mapping) => Inner.Unmap(mapping);

    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length) => Inner.FlushMapping(mapping, offset, length);

    public override IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer) =>
        Inner.ReadMapping(mapping, offset, buffer);

    public override IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer) =>
        Inner.WriteMapping(mapping, offset, buffer);

    public override IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite) => Inner.Populate(mapping, offset, length, forWrite);

    public override IoResult TryLock(PlatformFile file, LockMode mode) => Inner.TryLock(file, mode);

    public override IoResult Unlock(PlatformFile file) => Inner.Unlock(file);

    public override IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length) => Inner.TryLockRange(file, mode, offset, length);

    public override IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        Inner.TryConvertLockRange(file, mode, offset, length);

    public override IoResult UnlockRange(PlatformFile file, long offset, long length) => Inner.UnlockRange(file, offset, length);

    public override IoResult Rename(string from, string to, bool replace) => Inner.Rename(from, to, replace);

    public override IoResult Delete(string path) => Inner.Delete(path);

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode) => Inner.CreateDirectory(path, unixMode);

    public override IoResult DeleteDirectory(string path) => Inner.DeleteDirectory(path);

    public override IoResult DeleteByIdentity(string path, in FileIdentity identity) => Inner.DeleteByIdentity(path, identity);

    public override IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length) => Inner.CopyRange(source, sourceOffset, target, targetOffset, length);

    public override IoResult Clone(PlatformFile source, PlatformFile target) => Inner.Clone(source, target);

    public override IoResult CloneAs(PlatformFile source, string path) => Inner.CloneAs(source, path);

    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects) => Inner.SetAttributes(file, metadata, aspects);
}
