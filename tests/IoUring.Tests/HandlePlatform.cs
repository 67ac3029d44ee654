using Microsoft.Win32.SafeHandles;

namespace Mapwright.IoUring.Tests;

/// <summary>Opens handles that are there already, whatever they are, and lets an adapter complete all transfers on them.</summary>
internal sealed class HandlePlatform : StoragePlatform
{
    private static ulong s_files;

    public override string Name => "handles";

    public override int PageSize => Current.PageSize;

    /// <summary>What the next open returns.</summary>
    public SafeFileHandle? Next { get; set; }

    protected override IoResult NotSupported => IoResult.Failure(95);

    public override bool AllowsNative(StoragePrimitive primitive) => true;

    public override StorageErrorCode Classify(int error) => Current.Classify(error);

    public override string Describe(int error) => Current.Describe(error);

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = new OpenHandle(Next!) { Caching = Caching.Direct };
        return IoResult.Success();
    }

    public override IoResult Close(PlatformFile file) => IoResult.Success();

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        var identity = new FileIdentity(1, Interlocked.Increment(ref s_files), 0);
        metadata = new FileMetadata(identity, FileKind.Regular, 0, 0, UnixFileMode.None, default, default, default);
        return IoResult.Success();
    }

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        metadata = default;
        return NotSupported;
    }

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset) => NotSupported;

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => NotSupported;

    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) => NotSupported;

    public override IoResult SetLength(PlatformFile file, long length) => NotSupported;

    public override IoResult FlushData(PlatformFile file) => NotSupported;

    public override IoResult FlushAll(PlatformFile file) => NotSupported;

    public override string DescribeDurability(PlatformFile file) => "";

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

    private sealed class OpenHandle(SafeFileHandle handle) : PlatformFile
    {
        public override SafeFileHandle SafeHandle => handle;
    }
}
