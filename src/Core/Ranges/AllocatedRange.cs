using System.Globalization;

namespace Mapwright;

/// <summary>
/// A range of a <see cref="RangedFileBase"/> that nobody else was given: the right to write it once. Copies share that right.
/// </summary>
[MustUse]
public readonly struct AllocatedRange
{
    internal AllocatedRange(RangedFileBase file, long offset, long length)
    {
        File = file;
        Offset = offset;
        Length = length;
    }

    /// <summary>The offset in the file in bytes; a multiple of the file's alignment.</summary>
    public long Offset { get; }

    /// <summary>The length in bytes: what was asked for, exactly.</summary>
    public long Length { get; }

    /// <summary>The file that the range belongs to; null in a default value.</summary>
    internal RangedFileBase? File { get; }

    /// <summary>The range as <c>[start, end)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Offset}, {Offset + Length})");
}
