namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Says how an interval is going to be used. Changes speed, never results.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; it may reach beyond the end of the file.</param>
    /// <param name="advice">How it is going to be used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative, or beyond the largest offset, or the advice is none.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system takes no advice.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckAdvice))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Advise(long offset, long length, FileAdvice advice)
    {
        CheckAdvice(offset, length, advice);
        Advise(offset, length, advice, nameof(Advise));
    }

    /// <summary>
    /// Lets the pages of an interval go from the cache. What is not written back stays, and so does what a mapping holds:
    /// flush first.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; it may reach beyond the end of the file. Pages that are inside only in part stay.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system keeps what it wants.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRange))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void DropCache(long offset, long length)
    {
        CheckRange(offset, length);
        Advise(offset, length, FileAdvice.DontNeed, nameof(DropCache));
    }

    private void Advise(long offset, long length, FileAdvice advice, string operation)
    {
        Enter();
        try
        {
            File.Check(Platform.Advise(File.Handle, offset, length, advice), operation, offset);
        }
        finally
        {
            Exit();
        }
    }

    private static void CheckAdvice(long offset, long length, FileAdvice advice)
    {
        CheckRange(offset, length);
        if (!Enum.IsDefined(advice))
        {
            throw new ArgumentOutOfRangeException(nameof(advice), advice, "There is no such advice.");
        }
    }
}
