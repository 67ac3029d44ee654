namespace Mapwright;

/// <summary>
/// Says that writing a range back was started, and is <em>not</em> known to be durable: the right to finish that flush once, by
/// <see cref="RangedFileBase.Flush(PendingFlush)"/>.
/// </summary>
[MustUse]
public readonly struct PendingFlush
{
    internal PendingFlush(WriteReceipt receipt) => Receipt = receipt;

    /// <summary>The offset in the file in bytes.</summary>
    public long Offset => Receipt.Offset;

    /// <summary>The length in bytes.</summary>
    public long Length => Receipt.Length;

    internal WriteReceipt Receipt { get; }

    /// <summary>The range as <c>[start, end)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Receipt.ToString();
}
