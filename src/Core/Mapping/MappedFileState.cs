namespace Mapwright;

/// <summary>What a mapped file is made from; passed through by an adapter's hook.</summary>
public sealed class MappedFileState
{
    private MappedFileState(FileSystemBase owner, OpenFile file, MappingKind kind, MapOptions options, MappedRegion region)
    {
        Owner = owner;
        File = file;
        Kind = kind;
        Options = options;
        Region = region;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    internal MappingKind Kind { get; }

    internal MapOptions Options { get; }

    internal MappedRegion Region { get; }

    /// <summary>Opens and maps an existing file.</summary>
    internal static MappedFileState Open(FileSystemBase owner, string path, MappingKind kind, MapOptions options, string operation)
    {
        var rights = kind == MappingKind.ReadWrite ? FileRights.ReadWrite : FileRights.Read;
        var file = OpenFile.Open(owner.Platform, path, new OpenRequest(rights, FileDisposition.OpenExisting, default), operation);
        try
        {
            return Map(owner, file, kind, options, options.LengthWithin(file.GetMetadata(operation).Length), operation);
        }
        catch (Exception exception)
        {
            file.Discard(exception, operation);
            throw;
        }
    }

    /// <summary>Creates a file and maps it; on failure there is no such file.</summary>
    internal static MappedFileState Create(FileSystemBase owner, string path, long length, MapOptions options, string operation)
    {
        var mapped = options.LengthWithin(length);
        var request = new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, options.UnixMode);
        var file = OpenFile.Open(owner.Platform, path, request, operation);
        try
        {
            file.Check(file.SetLength(length, options.Preallocate), operation);
            return Map(owner, file, MappingKind.ReadWrite, options, mapped, operation);
        }
        catch (Exception exception)
        {
            file.Discard(exception, operation);
            throw;
        }
    }

    private static MappedFileState Map(
        FileSystemBase owner, OpenFile file, MappingKind kind, MapOptions options, long length, string operation)
    {
        var region = MappedRegion.Map(file, options.Request(kind, length), length, operation);
        try
        {
            if (options.Populate)
            {
                region.Populate(file, operation);
            }
        }
        catch
        {
            region.Discard();
            throw;
        }

        return new MappedFileState(owner, file, kind, options, region);
    }
}
