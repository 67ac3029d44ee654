namespace Mapwright;

/// <summary>Where the bytes of a transfer go on their way between memory and the device.</summary>
public enum Caching
{
    /// <summary>Through the system's page cache.</summary>
    Buffered = 0,

    /// <summary>
    /// Past the page cache. Offsets, lengths and addresses are multiples of what
    /// <see cref="StorageFileBase.GetTransferLimits"/> says: <see cref="AlignedMemory"/> has such addresses.
    /// </summary>
    Direct = 1,

    /// <summary>Through the page cache, which lets the pages go when the transfer is done; a hint, dropped where the place cannot do it.</summary>
    DontCache = 2,

    /// <summary>
    /// Out of the page cache as far as the place and the transfer allow: <see cref="Direct"/> for what is aligned, else
    /// <see cref="DontCache"/>, else <see cref="Buffered"/>. Never fails for what the place cannot do.
    /// </summary>
    Auto = 3,
}
