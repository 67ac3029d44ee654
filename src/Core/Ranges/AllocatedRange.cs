using System.Globalization;

namespace Mapwright;

/// <summary>
/// A range of a <see cref="RangedFileBase"/> that nobody else was given: the right to write it once. Copies share that right.
/// </summary>
[MustUse]
public readonly struct AllocatedRange
{
    internal AllocatedRange(RangedFileBase file, long offset, long length, int generation)
    {
        File = file;
        Offset = offset;
        Length = length;
        Generation = generation;
    }

    /// <summary>The offset in the file in bytes; a multiple of the file's alignment.</summary>
    public long Offset { get; }

    /// <summary>The length in bytes: what was asked for, exactly.</summary>
    public long Length { get; }

    /// <summary>The file that the range belongs to; null in a default value.</summary>
    internal RangedFileBase? File { get; }

    internal int Generation { get; }

    /// <summary>
    /// Splits the range in two at a position, moved up to the file's alignment where it is not there. The parts take the range's place: writing one spends
    /// that part of the whole.
    /// </summary>
    /// <param name="position">The position in bytes from the start of the range.</param>
    /// <param name="low">The part before it.</param>
    /// <param name="high">The part from there on.</param>
    /// <returns>False: one of the parts would be empty; the range stays whole.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative, or beyond the range.</exception>
    /// <exception cref="InvalidOperationException">This is a default value, which no file issued.</exception>
    public bool TrySplitUp(long position, [IssuedBy] out AllocatedRange low, [IssuedBy] out AllocatedRange high)
    {
        var alignment = CheckSplit(position);
        var rest = -(Offset + position) & (alignment - 1);
        return TrySplit(position < Length - rest ? position + rest : Length, out low, out high);
    }

    /// <summary>As <see cref="TrySplitUp"/>, with the position moved down to the file's alignment where it is not there.</summary>
    /// <param name="position">The position in bytes from the start of the range.</param>
    /// <param name="low">The part before it.</param>
    /// <param name="high">The part from there on.</param>
    /// <returns>False: one of the parts would be empty; the range stays whole.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative, or beyond the range.</exception>
    /// <exception cref="InvalidOperationException">This is a default value, which no file issued.</exception>
    public bool TrySplitDown(long position, [IssuedBy] out AllocatedRange low, [IssuedBy] out AllocatedRange high) =>
        TrySplit(position - (position & (CheckSplit(position) - 1)), out low, out high);

    /// <summary>The range as <c>[start, end)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Offset}, {Offset + Length})");

    private int CheckSplit(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Length);
        return File?.Alignment ?? throw new InvalidOperationException("A default value of AllocatedRange is no range: a file issues ranges.");
    }

    private bool TrySplit(long position, out AllocatedRange low, out AllocatedRange high)
    {
        var isSplit = position > 0 && position < Length;
        low = isSplit ? new AllocatedRange(File!, Offset, position, Generation) : default;
        high = isSplit ? new AllocatedRange(File!, Offset + position, Length - position, Generation) : default;
        return isSplit;
    }
}
