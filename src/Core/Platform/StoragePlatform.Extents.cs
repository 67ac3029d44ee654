namespace Mapwright;

/// <summary>Space and cache of an open file.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>Makes the file at least this long; never shorter, also when another party makes it longer meanwhile, where the system can.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult ExtendLength(PlatformFile file, long length)
    {
        var asked = GetMetadata(file, out var metadata);
        return asked.IsFailure || metadata.Length >= length ? asked : SetLength(file, length);
    }

    /// <summary>Gives the blocks of an interval back; it reads as zeros, and the length stays.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult PunchHole(PlatformFile file, long offset, long length) => NotSupported;

    /// <summary>Whether <see cref="PunchHole"/> works where the file is. Changes nothing of the file.</summary>
    /// <param name="file">The file; it is open for writing.</param>
    /// <returns>Whether it does, as far as can be told without making a hole.</returns>
    public virtual bool CanPunchHoles(PlatformFile file) => false;

    /// <summary>Makes an interval read as zeros without transferring them, and keeps its blocks; the length stays.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult ZeroRange(PlatformFile file, long offset, long length) => NotSupported;

    /// <summary>Finds the first interval at or after an offset that holds data.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="extent">The interval, cut off at <paramref name="offset"/>, when there is one.</param>
    /// <returns>The outcome; its value is 1 when there is one, else 0.</returns>
    public virtual IoResult FindExtent(PlatformFile file, long offset, out FileExtent extent)
    {
        extent = default;
        return NotSupported;
    }

    /// <summary>What reserved blocks promise where the file is.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The promise.</returns>
    public virtual AllocationGuarantee GuaranteeOf(PlatformFile file) => AllocationGuarantee.None;

    /// <summary>The kind of file system that the file is in, as the system calls it: for example <c>ext4</c> or <c>NTFS</c>.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The name; empty when it is not known.</returns>
    public virtual string DescribeFileSystem(PlatformFile file) => "";

    /// <summary>The sectors of the device that the file is on.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Their sizes; 0 where the file system has no single device, or the system does not tell.</returns>
    public virtual SectorSizes SectorsOf(PlatformFile file) => default;

    /// <summary>Whether what is flushed is lost with the power all the same: the place is memory.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Whether it is.</returns>
    public virtual bool IsVolatile(PlatformFile file) => false;

    /// <summary>Makes an interval durable, and the metadata needed to read it; more, where the system cannot flush less.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The outcome. A failure consumes the system's record of it: a second call would succeed.</returns>
    public virtual IoResult FlushRange(PlatformFile file, long offset, long length) => FlushData(file);

    /// <summary>
    /// Orders writes: what was written to the file before reaches the disk before anything that is written to it after. It need not be durable when this
    /// returns; where the system has no cheaper order, it is.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome. A failure consumes the system's record of it, as that of <see cref="FlushData"/> does.</returns>
    public virtual IoResult Barrier(PlatformFile file) => FlushData(file);

    /// <summary>Tells the device how long what is written to the file will stay: a hint, for everyone who writes it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="lifetime">How long.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult SetWriteLifetime(PlatformFile file, WriteLifetime lifetime) => NotSupported;

    /// <summary>Says how an interval is going to be used.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; 0 is nothing.</param>
    /// <param name="advice">How.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult Advise(PlatformFile file, long offset, long length, FileAdvice advice) => NotSupported;
}
