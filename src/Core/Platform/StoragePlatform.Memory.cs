namespace Mapwright;

public abstract partial class StoragePlatform
{
    /// <summary>Says how an interval of a mapping is going to be used.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="advice">How it is going to be used.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice) => NotSupported;

    /// <summary>Brings the pages of an interval into memory and keeps them there.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult LockMapping(PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>Takes <see cref="LockMapping"/> back, however often it was called.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult UnlockMapping(PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>
    /// Takes the pages that lie wholly inside an interval out of a mapping: the next access finds what the file has. What was stored
    /// into a shared mapping is the file's; what was stored into a private one is gone.
    /// </summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult DiscardMapping(PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>Counts the pages of an interval that are in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>
    /// The outcome; its value is the number of pages. <see cref="StorageErrorCode.AccessDenied"/> where the system tells this process
    /// nothing, or nothing true, of this file.
    /// </returns>
    public virtual IoResult GetResidency(PlatformFile file, PlatformMapping mapping, long offset, long length) => NotSupported;
}
