namespace Mapwright;

/// <summary>A mapping: whole pages, of which the first few bytes may come before what was asked for.</summary>
internal sealed class LinuxMapping(nint start, nuint extent, int prefix, long length, MappingKind kind) : PlatformMapping
{
    public override nint Address => Start + prefix;

    public override long Length { get; } = length;

    /// <summary>The address of the first page.</summary>
    public nint Start { get; } = start;

    /// <summary>The bytes from the first page to the end of what was asked for.</summary>
    public nuint Extent { get; } = extent;

    public MappingKind Kind { get; } = kind;

    /// <summary>The whole pages that hold an interval.</summary>
    public (nint Address, nuint Length) Pages(long offset, long length, int pageSize)
    {
        var first = (prefix + offset) & -(long)pageSize;
        return (Start + (nint)first, (nuint)(prefix + offset + length - first));
    }
}
