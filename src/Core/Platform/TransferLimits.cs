namespace Mapwright;

/// <summary>What the place of a file asks of transfers past the page cache, and the largest write that power cuts do not tear.</summary>
/// <param name="MemoryAlignment">Of <see cref="Caching.Direct"/>: what addresses are multiples of, in bytes; 0 when the place cannot do it.</param>
/// <param name="OffsetAlignment">Of <see cref="Caching.Direct"/>: what offsets and lengths are multiples of, in bytes; 0 when the place cannot do it.</param>
/// <param name="UntornMinimum">The shortest write with <see cref="TransferOptions.Untorn"/> in bytes; 0 when the place has none.</param>
/// <param name="UntornMaximum">The longest write with <see cref="TransferOptions.Untorn"/> in bytes; 0 when the place has none.</param>
public readonly record struct TransferLimits(int MemoryAlignment, int OffsetAlignment, int UntornMinimum, int UntornMaximum);
