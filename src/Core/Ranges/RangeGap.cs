using System.Globalization;

namespace Mapwright;

/// <summary>Why an interval of a ranged file does not hold durable content, or is not known to.</summary>
public enum RangeGapKind
{
    /// <summary>It was handed out, and not written.</summary>
    NeverWritten = 0,

    /// <summary>Its last write failed; its bytes are unspecified.</summary>
    Failed = 1,

    /// <summary>A write is under way.</summary>
    BeingWritten = 2,

    /// <summary>It was written, and not flushed by its receipt.</summary>
    NeverFlushed = 3,

    /// <summary>
    /// An earlier object handed it out, or had it leased when its process died, and nobody claimed it since: what it holds is for its user to know.
    /// </summary>
    Unclaimed = 4,
}

/// <summary>An interval of a ranged file that was handed out and does not hold durable content, or is not known to.</summary>
/// <param name="Offset">The offset in bytes.</param>
/// <param name="Length">The length in bytes, in whole alignment units up to the end of the file.</param>
/// <param name="Kind">Why.</param>
public readonly record struct RangeGap(long Offset, long Length, RangeGapKind Kind)
{
    /// <summary>The interval as <c>[start, end)</c>, and why.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Offset}, {Offset + Length}) {Kind}");
}
