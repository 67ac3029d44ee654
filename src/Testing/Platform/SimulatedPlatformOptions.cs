namespace Mapwright.Testing;

/// <summary>How a <see cref="SimulatedPlatform"/> behaves. Lengths are bytes.</summary>
public sealed record SimulatedPlatformOptions
{
    /// <summary>Decides everything that is random: what survives a power cut or a failed flush.</summary>
    public int Seed { get; init; }

    /// <summary>The size that reaches the disk whole or not at all: 512 or 4096.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>The size of a memory page: a power of two, at least <see cref="SectorSize"/>.</summary>
    public int PageSize { get; init; } = 4096;

    /// <summary>
    /// The largest length of a file, and the address space that a file reserves while it is mapped. It is committed page
    /// by page when it is touched.
    /// </summary>
    public long MaximumFileLength { get; init; } = 64 << 20;

    /// <summary>The size of the disk. Files occupy whole blocks of 4096 bytes, names and directories nothing.</summary>
    public long Capacity { get; init; } = long.MaxValue;

    /// <summary>Whether calls are recorded in <see cref="SimulatedPlatform.Trace"/>.</summary>
    public bool RecordTrace { get; init; }

    internal void Check()
    {
        if (SectorSize is not (512 or 4096))
        {
            throw new ArgumentException($"{nameof(SectorSize)} is 512 or 4096, not {SectorSize}.");
        }

        if (!int.IsPow2(PageSize) || PageSize < SectorSize)
        {
            throw new ArgumentException($"{nameof(PageSize)} is a power of two and at least {nameof(SectorSize)}, not {PageSize}.");
        }

        if (MaximumFileLength <= 0 || MaximumFileLength > (1L << 40))
        {
            throw new ArgumentException($"{nameof(MaximumFileLength)} is from 1 byte to 1 TiB, not {MaximumFileLength} bytes.");
        }

        if (Capacity < 0)
        {
            throw new ArgumentException($"{nameof(Capacity)} is not negative.");
        }
    }
}
