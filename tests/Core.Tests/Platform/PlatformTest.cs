namespace Mapwright.Core.Tests.Platform;

/// <summary>The operating system's platform and a directory to use it in.</summary>
public abstract class PlatformTest : IDisposable
{
    protected const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly List<PlatformFile> _open = [];

    protected StoragePlatform Platform { get; } = StoragePlatform.Current;

    protected TemporaryDirectory Folder { get; } = new();

    public virtual void Dispose()
    {
        _open.ForEach(file => Platform.Close(file));
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected PlatformFile Create(string name, byte[]? content = null)
    {
        File.WriteAllBytes(Folder.File(name), content ?? []);
        return Open(Folder.File(name));
    }

    protected PlatformFile Open(
        string path, FileRights rights = FileRights.ReadWrite, FileDisposition disposition = FileDisposition.OpenExisting)
    {
        Platform.Open(path, new OpenRequest(rights, disposition, Mode), out var file).ShouldSucceed();
        _open.Add(file!);
        return file!;
    }

    protected PlatformFile Closing(PlatformFile file)
    {
        _open.Add(file);
        return file;
    }

    protected StorageErrorCode OpenError(
        string path, FileRights rights = FileRights.ReadWrite, FileDisposition disposition = FileDisposition.OpenExisting) =>
        Platform.CodeOf(Platform.Open(path, new OpenRequest(rights, disposition, Mode), out _));
}

public static class OutcomeAssertions
{
    public static long ShouldSucceed(this IoResult result)
    {
        result.IsFailure.ShouldBeFalse($"error {result.Error}: {(result.IsFailure ? StoragePlatform.Current.Describe(result.Error) : "")}");
        return result.Value;
    }

    public static StorageErrorCode CodeOf(this StoragePlatform platform, IoResult result) => platform.Classify(result.Error);
}
