namespace Mapwright.Conformance.Rigging;

internal sealed partial class ProbedPlatform
{
    private static readonly string[] s_natives = Enum.GetNames<StoragePrimitive>();

    public override string Name => inner.Name;

    public override int PageSize => inner.PageSize;

    protected override IoResult NotSupported => IoResult.Failure(ErrorOf(StorageErrorCode.NotSupported));

    public override bool IsRooted => inner.IsRooted;

    public override bool AllowsNative(StoragePrimitive primitive) =>
        inner.AllowsNative(primitive) && (DriverAsksProbes || !ProbeOf(s_natives[(int)primitive]).IsWatched);

    public override StorageErrorCode Classify(int error) => inner.Classify(error);

    public override string Describe(int error) => inner.Describe(error);

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = null;
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.Open(path, request, out file);
        Count(ref _openFiles, result, +1);
        return result;
    }

    public override IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        file = null;
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.CreateAnonymous(name, out file);
        Count(ref _openFiles, result, +1);
        return result;
    }

    public override IoResult Close(PlatformFile file)
    {
        // A close that fails has closed: the answer replaces the outcome, not the act.
        var answered = Answered(out var answer);
        var result = inner.Close(file);
        Interlocked.Decrement(ref _openFiles);
        return answered ? answer : result;
    }

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        metadata = default;
        return Answered(out var result) ? result : inner.GetMetadata(file, out metadata);
    }

    public override IoResult GetLength(PlatformFile file) => Answered(out var result) ? result : inner.GetLength(file);

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        metadata = default;
        return Answered(out var result) ? result : inner.GetMetadata(path, followLinks, out metadata);
    }

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset) =>
        Answered(out var result) ? result : inner.ReadAt(file, buffer, offset);

    public override IoResult TryReadAt(PlatformFile file, Span<byte> buffer, long offset) =>
        Answered(out var result) ? result : inner.TryReadAt(file, buffer, offset);

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
        Answered(out var result) ? result : inner.WriteAt(file, buffer, offset);

    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
        Answered(out var result) ? result : inner.WriteDurableAt(file, buffer, offset);

    public override IoResult SetLength(PlatformFile file, long length) =>
        Answered(out var result) ? result : inner.SetLength(file, length);

    public override IoResult Allocate(PlatformFile file, long offset, long length) =>
        Answered(out var result) ? result : inner.Allocate(file, offset, length);

    public override IoResult FlushData(PlatformFile file) => Answered(out var result) ? result : inner.FlushData(file);

    public override IoResult FlushAll(PlatformFile file) => Answered(out var result) ? result : inner.FlushAll(file);

    public override IoResult StartFlush(PlatformFile file, long offset, long length) =>
        Answered(out var result) ? result : inner.StartFlush(file, offset, length);

    public override string DescribeDurability(PlatformFile file) => inner.DescribeDurability(file);

    public override IoResult FlushDirectory(string path) => Answered(out var result) ? result : inner.FlushDirectory(path);

    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.Map(file, request, out mapping);
        Count(ref _mappings, result, +1);
        return result;
    }

    public override IoResult Retire(PlatformMapping mapping)
    {
        if (Answered(out var result))
        {
            return result;
        }

        // A platform that cannot retire this one keeps the file until the mapping is collected: no fault of the caller.
        if (_retired.TryAdd(mapping, true))
        {
            Interlocked.Decrement(ref _mappings);
        }

        return inner.Retire(mapping);
    }

    public override IoResult Retire(PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.Retire(mapping, offset, length);

    public override IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.Restore(file, mapping, offset, length);

    public override IoResult Unmap(PlatformMapping mapping)
    {
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.Unmap(mapping);
        Count(ref _mappings, result, _retired.TryRemove(mapping, out _) ? 0 : -1);
        return result;
    }

    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.FlushMapping(mapping, offset, length);

    public override IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer) =>
        Answered(out var result) ? result : inner.ReadMapping(mapping, offset, buffer);

    public override IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer) =>
        Answered(out var result) ? result : inner.WriteMapping(mapping, offset, buffer);

    public override IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite) =>
        Answered(out var result) ? result : inner.Populate(mapping, offset, length, forWrite);

    public override IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice) =>
        Answered(out var result) ? result : inner.AdviseMapping(mapping, offset, length, advice);

    public override IoResult LockMapping(PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.LockMapping(mapping, offset, length);

    public override IoResult UnlockMapping(PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.UnlockMapping(mapping, offset, length);

    public override IoResult DiscardMapping(PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.DiscardMapping(mapping, offset, length);

    public override IoResult GetResidency(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        Answered(out var result) ? result : inner.GetResidency(file, mapping, offset, length);

    public override IoResult WaitForChange(ReadOnlySpan<WaitedWord> words) => Answered(out var result) ? result : inner.WaitForChange(words);

    public override IoResult WakeWaiters(nint address) => Answered(out var result) ? result : inner.WakeWaiters(address);

    public override IoResult TryLock(PlatformFile file, LockMode mode) =>
        Answered(out var result) ? result : inner.TryLock(file, mode);

    public override IoResult Unlock(PlatformFile file) => Answered(out var result) ? result : inner.Unlock(file);

    public override IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        Answered(out var result) ? result : inner.TryLockRange(file, mode, offset, length);

    public override IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        Answered(out var result) ? result : inner.TryConvertLockRange(file, mode, offset, length);

    public override IoResult UnlockRange(PlatformFile file, long offset, long length) =>
        Answered(out var result) ? result : inner.UnlockRange(file, offset, length);

    public override IoResult Rename(string from, string to, bool replace) =>
        Answered(out var result) ? result : inner.Rename(from, to, replace);

    public override IoResult Delete(string path) => Answered(out var result) ? result : inner.Delete(path);

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode) =>
        Answered(out var result) ? result : inner.CreateDirectory(path, unixMode);

    public override IoResult DeleteDirectory(string path) =>
        Answered(out var result) ? result : inner.DeleteDirectory(path);

    public override IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        directory = null;
        if (Answered(out var result))
        {
            return result;
        }

        result = inner.OpenDirectory(path, followLinks, out directory);
        Count(ref _openFiles, result, +1);
        return result;
    }

    public override IoResult ReadDirectory(PlatformFile directory, out IReadOnlyList<DirectoryEntry> entries)
    {
        entries = [];
        return Answered(out var result) ? result : inner.ReadDirectory(directory, out entries);
    }

    public override IoResult DeleteByIdentity(string path, in FileIdentity identity) =>
        Answered(out var result) ? result : inner.DeleteByIdentity(path, identity);

    public override IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length) =>
        Answered(out var result) ? result : inner.CopyRange(source, sourceOffset, target, targetOffset, length);

    public override IoResult Clone(PlatformFile source, PlatformFile target) =>
        Answered(out var result) ? result : inner.Clone(source, target);

    public override IoResult CloneAs(PlatformFile source, string path) => Answered(out var result) ? result : inner.CloneAs(source, path);

    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects) =>
        Answered(out var result) ? result : inner.SetAttributes(file, metadata, aspects);

    public override StoragePlatform Rooted(string directory) => inner.Rooted(directory);

    private static void Count(ref int counter, IoResult result, int change)
    {
        if (!result.IsFailure)
        {
            Interlocked.Add(ref counter, change);
        }
    }
}
