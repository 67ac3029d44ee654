using Mapwright;

namespace Mapwright.Bench.Runtime.Workloads;

/// <summary>A platform without a disk: writes go nowhere and take no time, as does asking for metadata; a flush takes a given time.</summary>
internal sealed class StubPlatform(TimeSpan flush) : StoragePlatform
{
    public override string Name => "Stub";

    public override int PageSize => 4096;

    protected internal override IoResult NotSupported => IoResult.Failure(1);

    public override StorageErrorCode Classify(int error) => StorageErrorCode.NotSupported;

    public override string Describe(int error) => "not supported by the stub";

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = new StubFile();
        return IoResult.Success();
    }

    public override IoResult Close(PlatformFile file) => IoResult.Success();

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        metadata = default;
        return IoResult.Success();
    }

    /// <summary>Blocks the thread as a slow disk does.</summary>
    public override IoResult FlushData(PlatformFile file)
    {
        Thread.Sleep(flush);
        return IoResult.Success();
    }

    public override IoResult FlushAll(PlatformFile file) => FlushData(file);

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        metadata = default;
        return NotSupported;
    }

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset) => NotSupported;

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => IoResult.Success(buffer.Length);

    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => NotSupported;

    public override IoResult SetLength(PlatformFile file, long length) => IoResult.Success();

    public override string DescribeDurability(PlatformFile file) => "none (stub)";

    public override IoResult FlushDirectory(string path) => NotSupported;

    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        return NotSupported;
    }

    public override IoResult Unmap(PlatformMapping mapping) => NotSupported;

    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length) => NotSupported;

    public override IoResult TryLock(PlatformFile file, LockMode mode) => NotSupported;

    public override IoResult Unlock(PlatformFile file) => NotSupported;

    public override IoResult Rename(string from, string to, bool replace) => NotSupported;

    public override IoResult Delete(string path) => NotSupported;

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode) => NotSupported;

    private sealed class StubFile : PlatformFile;
}
