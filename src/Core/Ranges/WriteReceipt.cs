using System.Globalization;

namespace Mapwright;

/// <summary>
/// Says that a range was written and is not durable yet: the right to flush it once. Copies share that right. Flushing the
/// whole file makes the range durable too, and leaves the receipt as it is. Or, of <see cref="RangedFileBase.Claim"/>: that an earlier object has flushed it.
/// </summary>
[MustUse]
public readonly struct WriteReceipt
{
    internal WriteReceipt(RangedFileBase file, long offset, long length, int generation)
    {
        File = file;
        Offset = offset;
        Length = length;
        Generation = generation;
    }

    /// <summary>The offset in the file in bytes.</summary>
    public long Offset { get; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>The file that was written; null in a default value.</summary>
    internal RangedFileBase? File { get; }

    internal int Generation { get; }

    /// <summary>The range as <c>[start, end)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Offset}, {Offset + Length})");
}
