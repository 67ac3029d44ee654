namespace Mapwright;

/// <summary>Mapped intervals of files.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>Maps an interval of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="request">What to map.</param>
    /// <param name="mapping">The mapping, on success.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping);

    /// <summary>
    /// Lets the file go while the addresses stay valid until <see cref="Unmap"/>: the pages become zeros in one step.
    /// </summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>The outcome; where it fails, the mapping is unchanged.</returns>
    public virtual IoResult Retire(PlatformMapping mapping) => NotSupported;

    /// <summary>As <see cref="Retire(PlatformMapping)"/>, for the pages of an interval: from the first that starts in it to the one that holds its end.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome; where it fails, the mapping is unchanged.</returns>
    public virtual IoResult Retire(PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>Makes pages that were retired those of the file again, in one step.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes, as it was retired; may be beyond the end of the file.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome; where it fails, the mapping is unchanged.</returns>
    public virtual IoResult Restore(PlatformFile file, PlatformMapping mapping, long offset, long length) => NotSupported;

    /// <summary>Ends a mapping; its addresses are invalid afterwards.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Unmap(PlatformMapping mapping);

    /// <summary>Makes the stores into an interval of a shared mapping durable.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome. A failure consumes the system's record of it.</returns>
    public abstract IoResult FlushMapping(PlatformMapping mapping, long offset, long length);

    /// <summary>Brings the pages of an interval into memory, and reports what would otherwise be a fault.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes; any value.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="forWrite">Whether the pages will be written.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite) => NotSupported;

    /// <summary>Copies out of a mapping, and reports what would otherwise be a fault. The mapping is as usable afterwards as before.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="offset">The offset in the mapping in bytes.</param>
    /// <param name="buffer">The buffer to fill; the interval is inside the mapping.</param>
    /// <returns>
    /// The outcome; <see cref="StorageErrorCode.MappingFault"/> for a page that cannot be had. Its value is the count that was copied.
    /// </returns>
    public virtual IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer) => NotSupported;

    /// <summary>Copies into a mapping, as <see cref="ReadMapping"/> copies out of it.</summary>
    /// <param name="mapping">The mapping; not read-only.</param>
    /// <param name="offset">The offset in the mapping in bytes.</param>
    /// <param name="buffer">The bytes; the interval is inside the mapping.</param>
    /// <returns>As for <see cref="ReadMapping"/>.</returns>
    public virtual IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer) => NotSupported;
}
