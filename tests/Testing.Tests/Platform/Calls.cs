namespace Mapwright.Testing.Tests;

/// <summary>Primitives in the form that tests want them: the outcome is checked, the value returned.</summary>
internal static class Calls
{
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static PlatformFile OpenFile(
        this StoragePlatform platform,
        string path,
        FileDisposition disposition = FileDisposition.OpenOrCreate,
        FileRights rights = FileRights.ReadWrite)
    {
        platform.Open(path, new OpenRequest(rights, disposition, Mode), out var file).ShouldBe(platform, StorageErrorCode.None);
        return file!;
    }

    public static void Write(this StoragePlatform platform, PlatformFile file, long offset, params byte[] bytes)
    {
        var result = platform.WriteAt(file, bytes, offset);
        result.ShouldBe(platform, StorageErrorCode.None);
        result.Value.ShouldBe(bytes.Length);
    }

    public static byte[] Read(this StoragePlatform platform, PlatformFile file, long offset, int length)
    {
        var buffer = new byte[length];
        var result = platform.ReadAt(file, buffer, offset);
        result.ShouldBe(platform, StorageErrorCode.None);
        return buffer[..(int)result.Value];
    }

    public static void Flush(this StoragePlatform platform, PlatformFile file) =>
        platform.FlushData(file).ShouldBe(platform, StorageErrorCode.None);

    public static long LengthOf(this StoragePlatform platform, PlatformFile file)
    {
        platform.GetMetadata(file, out var metadata).ShouldBe(platform, StorageErrorCode.None);
        return metadata.Length;
    }

    public static PlatformMapping MapFile(
        this StoragePlatform platform,
        PlatformFile file,
        long length,
        long offset = 0,
        MappingKind kind = MappingKind.ReadWrite)
    {
        platform.Map(file, new MapRequest(kind, offset, length), out var mapping).ShouldBe(platform, StorageErrorCode.None);
        return mapping!;
    }

    public static unsafe Span<byte> Bytes(this PlatformMapping mapping) => new((void*)mapping.Address, (int)mapping.Length);

    public static void ShouldBe(this IoResult result, StoragePlatform platform, StorageErrorCode code) =>
        platform.Classify(result.Error).ShouldBe(code, result.IsFailure ? platform.Describe(result.Error) : "success");

    public static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
