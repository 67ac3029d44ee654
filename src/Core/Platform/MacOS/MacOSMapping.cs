namespace Mapwright;

/// <summary>A mapping: whole pages, of which the first few bytes may come before what was asked for.</summary>
internal sealed class MacOSMapping(MacOSFile file, nint start, nuint extent, int prefix, in MapRequest request) : PlatformMapping
{
    public override nint Address => Start + prefix;

    public override long Length { get; } = request.Length;

    /// <summary>What is flushed after the pages.</summary>
    public MacOSFile File { get; } = file;

    /// <summary>The address of the first page.</summary>
    public nint Start { get; } = start;

    /// <summary>The bytes from the first page to the end of what was asked for.</summary>
    public nuint Extent { get; } = extent;

    /// <summary>The offset of the first page in the file.</summary>
    public long FileStart { get; } = request.Offset - prefix;

    public MappingKind Kind { get; } = request.Kind;

    public MappingTraits Traits { get; } = request.Traits;

    /// <summary>The whole pages from the first that starts in an interval to the one that holds its end, as an offset from the first page.</summary>
    public (long Offset, long Length) PagesFrom(long offset, long length, int pageSize)
    {
        var first = (prefix + offset + pageSize - 1) & -(long)pageSize;
        var end = (prefix + offset + length + pageSize - 1) & -(long)pageSize;
        return (first, end - first);
    }

    /// <summary>The whole pages that hold an interval.</summary>
    public (nint Address, nuint Length) Pages(long offset, long length, int pageSize)
    {
        var first = (prefix + offset) & -(long)pageSize;
        return (Start + (nint)first, (nuint)(prefix + offset + length - first));
    }
}
