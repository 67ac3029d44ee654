namespace Mapwright;

/// <summary>Reading directories.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>Opens a directory to read its entries; it is closed as a file is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">Whether a link in the last place is followed; otherwise it is no directory.</param>
    /// <param name="directory">The open directory, on success.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.WrongKind"/> when it is no directory.</returns>
    public virtual IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        directory = null;
        return NotSupported;
    }

    /// <summary>Reads the next entries of an open directory, without <c>.</c> and <c>..</c>.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="entries">Some entries, their paths being their names; none at the end, or on failure.</param>
    /// <returns>The outcome; its value is how many they are.</returns>
    public virtual IoResult ReadDirectory(PlatformFile directory, out IReadOnlyList<DirectoryEntry> entries)
    {
        entries = [];
        return NotSupported;
    }
}
