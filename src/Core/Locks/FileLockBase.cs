namespace Mapwright;

/// <summary>A file that stands for a lock, so that parties agree on something that outlives what the lock protects.</summary>
/// <remarks>
/// The file is created when it is missing, never truncated, written or removed: whoever removed it would let a third party lock a new file of the
/// same name. Safe for use by many threads; an object holds one lock at a time.
/// </remarks>
[Surface("FileLock")]
public abstract partial class FileLockBase : FileBackedObject
{
    /// <summary>Takes over an opened file.</summary>
    /// <param name="state">What was opened.</param>
    protected FileLockBase(FileLockState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
    }
}
