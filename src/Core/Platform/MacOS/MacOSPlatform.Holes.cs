namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int ReadAdvice = 44;
    private const int ReadAhead = 45;
    private const int Punch = 99;

    private const int FromEnd = 2;
    private const int ToHole = 3;
    private const int ToData = 4;

    /// <summary>The most that one piece of advice covers.</summary>
    private const int LargestAdvice = 0x7FFF_F000;

    private static readonly byte[] s_zeros = new byte[16 * 1024];

    /// <remarks>The system punches whole blocks; what the interval has of other blocks is overwritten with zeros.</remarks>
    /// <remarks>Of the file systems that the system writes, one has holes.</remarks>
    public override bool CanPunchHoles(PlatformFile file) => DescribeFileSystem(file) == "apfs";

    public override IoResult PunchHole(PlatformFile file, long offset, long length)
    {
        var result = Stat(Descriptor(file), out var stat);
        if (result.IsFailure)
        {
            return result;
        }

        var end = Math.Min(offset + length, stat.Size);
        long block = Math.Max(1, stat.BlockSize);
        var first = (offset + block - 1) / block * block;
        var last = end / block * block;
        if (first >= last)
        {
            return WriteZeros(file, offset, end);
        }

        var hole = new Hole { Offset = first, Length = last - first };
        result = Control(Descriptor(file), Punch, (nint)(&hole));
        if (!result.IsFailure)
        {
            result = WriteZeros(file, offset, first);
        }

        return result.IsFailure ? result : WriteZeros(file, last, end);
    }

    public override IoResult FindExtent(PlatformFile file, long offset, out FileExtent extent)
    {
        extent = default;
        var own = (MacOSFile)file;
        lock (own.PositionGate)
        {
            var start = LibSystem.Seek(own.Descriptor, offset, ToData);
            if (start < 0)
            {
                var failure = LastError();
                return failure.Error == MacOSErrors.ENXIO ? IoResult.Success(0) : failure;
            }

            var end = LibSystem.Seek(own.Descriptor, start, ToHole);
            if (end < 0)
            {
                // Cut off between the two questions.
                var failure = LastError();
                return failure.Error == MacOSErrors.ENXIO ? IoResult.Success(0) : failure;
            }

            extent = new FileExtent(start, end - start);
            return IoResult.Success(1);
        }
    }

    /// <remarks>Of the whole file where the system knows no intervals: reading ahead. That pages may go cannot be said.</remarks>
    public override IoResult Advise(PlatformFile file, long offset, long length, FileAdvice advice)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        switch (advice)
        {
            case FileAdvice.WillNeed:
                var wanted = new ReadAdviceRange { Offset = offset, Count = (int)Math.Min(length, LargestAdvice) };
                return Control(Descriptor(file), ReadAdvice, (nint)(&wanted));
            case FileAdvice.Random:
                return Control(Descriptor(file), ReadAhead, 0);
            case FileAdvice.Normal or FileAdvice.Sequential:
                return Control(Descriptor(file), ReadAhead, 1);
            default:
                return NotSupported;
        }
    }

    private IoResult WriteZeros(PlatformFile file, long start, long end)
    {
        while (start < end)
        {
            var written = WriteAt(file, s_zeros.AsSpan(0, (int)Math.Min(s_zeros.Length, end - start)), start);
            if (written.IsFailure)
            {
                return IoResult.Failure(written.Error);
            }

            start += written.Value;
        }

        return IoResult.Success();
    }
}
