namespace Mapwright.Core.Tests;

/// <summary>The operating system's platform, of which a test can make a primitive fail, and count the calls.</summary>
public sealed class FaultingPlatform : StoragePlatform
{
    private readonly StoragePlatform _inner = Current;
    private readonly Dictionary<string, int> _faults = [];
    private readonly Dictionary<string, int> _calls = [];
    private readonly Dictionary<string, Action> _during = [];

    public override string Name => "faulting";

    public override int PageSize => _inner.PageSize;

    protected internal override IoResult NotSupported => _inner.NotSupported;

    /// <summary>Makes a primitive fail without being tried; 0 lets it work again.</summary>
    public void Fail(string primitive, int error) => _faults[primitive] = error;

    /// <summary>Acts at the start of the next call of a primitive, inside whatever operation makes it.</summary>
    public void During(string primitive, Action act) => _during[primitive] = act;

    public int CallsOf(string primitive) => _calls.GetValueOrDefault(primitive);

    public override StorageErrorCode Classify(int error) => _inner.Classify(error);

    public override string Describe(int error) => _inner.Describe(error);

    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        file = null;
        return Fault(nameof(Open)) ?? _inner.Open(path, request, out file);
    }

    public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        return Fault(nameof(Reopen)) ?? _inner.Reopen(file, caching, durability, out other);
    }

    public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits) => _inner.GetTransferLimits(file, out limits);

    public override IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        file = null;
        return Fault(nameof(CreateAnonymous)) ?? _inner.CreateAnonymous(name, out file);
    }

    public override IoResult Close(PlatformFile file)
    {
        var closed = _inner.Close(file);
        return Fault(nameof(Close)) ?? closed;
    }

    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        metadata = default;
        return Fault(nameof(GetMetadata)) ?? _inner.GetMetadata(file, out metadata);
    }

    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata) =>
        _inner.GetMetadata(path, followLinks, out metadata);

    public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset) =>
        Fault(nameof(ReadAt)) ?? _inner.ReadAt(file, buffer, offset);

    public override IoResult TryReadAt(PlatformFile file, Span<byte> buffer, long offset) =>
        Fault(nameof(TryReadAt)) ?? _inner.TryReadAt(file, buffer, offset);

    public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
        Fault(nameof(WriteAt)) ?? _inner.WriteAt(file, buffer, offset);

    public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
        Fault(nameof(WriteDurableAt)) ?? _inner.WriteDurableAt(file, buffer, offset);

    public override IoResult SetLength(PlatformFile file, long length) => Fault(nameof(SetLength)) ?? _inner.SetLength(file, length);

    public override IoResult Allocate(PlatformFile file, long offset, long length) =>
        Fault(nameof(Allocate)) ?? _inner.Allocate(file, offset, length);

    public override IoResult PunchHole(PlatformFile file, long offset, long length) =>
        Fault(nameof(PunchHole)) ?? _inner.PunchHole(file, offset, length);

    public override IoResult FlushData(PlatformFile file) => Fault(nameof(FlushData)) ?? _inner.FlushData(file);

    public override IoResult Barrier(PlatformFile file) => Fault(nameof(Barrier)) ?? _inner.Barrier(file);

    public override IoResult SetWriteLifetime(PlatformFile file, WriteLifetime lifetime) =>
        Fault(nameof(SetWriteLifetime)) ?? _inner.SetWriteLifetime(file, lifetime);

    public override IoResult FlushAll(PlatformFile file) => Fault(nameof(FlushAll)) ?? _inner.FlushAll(file);

    public override string DescribeDurability(PlatformFile file) => _inner.DescribeDurability(file);

    public override IoResult FlushDirectory(string path) => Fault(nameof(FlushDirectory)) ?? _inner.FlushDirectory(path);

    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        return Fault(nameof(Map)) ?? _inner.Map(file, request, out mapping);
    }

    public override IoResult Retire(PlatformMapping mapping) => Fault(nameof(Retire)) ?? _inner.Retire(mapping);

    public override IoResult Retire(PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(Retire)) ?? _inner.Retire(mapping, offset, length);

    public override IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(Restore)) ?? _inner.Restore(file, mapping, offset, length);

    public override IoResult Unmap(PlatformMapping mapping) => Fault(nameof(Unmap)) ?? _inner.Unmap(mapping);

    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(FlushMapping)) ?? _inner.FlushMapping(mapping, offset, length);

    public override IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer) =>
        Fault(nameof(ReadMapping)) ?? _inner.ReadMapping(mapping, offset, buffer);

    public override IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer) =>
        Fault(nameof(WriteMapping)) ?? _inner.WriteMapping(mapping, offset, buffer);

    public override IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite) =>
        Fault(nameof(Populate)) ?? _inner.Populate(mapping, offset, length, forWrite);

    public override IoResult StartFlush(PlatformFile file, long offset, long length) =>
        Fault(nameof(StartFlush)) ?? _inner.StartFlush(file, offset, length);

    public override IoResult Advise(PlatformFile file, long offset, long length, FileAdvice advice) =>
        Fault(nameof(Advise)) ?? _inner.Advise(file, offset, length, advice);

    public override bool IsVolatile(PlatformFile file) => _inner.IsVolatile(file);

    public override IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice) =>
        Fault(nameof(AdviseMapping)) ?? _inner.AdviseMapping(mapping, offset, length, advice);

    public override IoResult LockMapping(PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(LockMapping)) ?? _inner.LockMapping(mapping, offset, length);

    public override IoResult UnlockMapping(PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(UnlockMapping)) ?? _inner.UnlockMapping(mapping, offset, length);

    public override IoResult DiscardMapping(PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(DiscardMapping)) ?? _inner.DiscardMapping(mapping, offset, length);

    public override IoResult GetResidency(PlatformFile file, PlatformMapping mapping, long offset, long length) =>
        Fault(nameof(GetResidency)) ?? _inner.GetResidency(file, mapping, offset, length);

    public override IoResult WaitForChange(ReadOnlySpan<WaitedWord> words) => Fault(nameof(WaitForChange)) ?? _inner.WaitForChange(words);

    public override IoResult WakeWaiters(nint address) => Fault(nameof(WakeWaiters)) ?? _inner.WakeWaiters(address);

    public override IoResult TryLock(PlatformFile file, LockMode mode) => Fault(nameof(TryLock)) ?? _inner.TryLock(file, mode);

    public override IoResult Unlock(PlatformFile file) => Fault(nameof(Unlock)) ?? _inner.Unlock(file);

    public override IoResult Rename(string from, string to, bool replace) => Fault(nameof(Rename)) ?? _inner.Rename(from, to, replace);

    public override IoResult Delete(string path) => Fault(nameof(Delete)) ?? _inner.Delete(path);

    public override IoResult CreateDirectory(string path, UnixFileMode unixMode) =>
        Fault(nameof(CreateDirectory)) ?? _inner.CreateDirectory(path, unixMode);

    public override IoResult DeleteDirectory(string path) =>
        Fault(nameof(DeleteDirectory)) ?? _inner.DeleteDirectory(path);

    public override IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        directory = null;
        return Fault(nameof(OpenDirectory)) ?? _inner.OpenDirectory(path, followLinks, out directory);
    }

    public override IoResult ReadDirectory(PlatformFile directory, out IReadOnlyList<DirectoryEntry> entries)
    {
        entries = [];
        return Fault(nameof(ReadDirectory)) ?? _inner.ReadDirectory(directory, out entries);
    }

    public override IoResult DeleteByIdentity(string path, in FileIdentity identity) =>
        Fault(nameof(DeleteByIdentity)) ?? _inner.DeleteByIdentity(path, identity);

    public override IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length) =>
        Fault(nameof(CopyRange)) ?? _inner.CopyRange(source, sourceOffset, target, targetOffset, length);

    public override IoResult Clone(PlatformFile source, PlatformFile target) =>
        Fault(nameof(Clone)) ?? _inner.Clone(source, target);

    public override IoResult CloneAs(PlatformFile source, string path) => Fault(nameof(CloneAs)) ?? _inner.CloneAs(source, path);

    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects) =>
        Fault(nameof(SetAttributes)) ?? _inner.SetAttributes(file, metadata, aspects);

    private IoResult? Fault(string primitive)
    {
        if (_during.Remove(primitive, out var act))
        {
            act();
        }

        lock (_calls)
        {
            _calls[primitive] = CallsOf(primitive) + 1;
            return _faults.TryGetValue(primitive, out var error) && error != 0 ? IoResult.Failure(error) : null;
        }
    }
}
