namespace Mapwright;

/// <summary>What a directory holds under one name.</summary>
/// <param name="Path">The path below the directory that was asked; the name alone, where the entry is directly in it.</param>
/// <param name="Kind">What the name stands for; a symbolic link stands for itself.</param>
public readonly record struct DirectoryEntry(string Path, FileKind Kind)
{
    /// <summary>The name. Bytes that are no text are carried losslessly, so that it names the same file on the way back.</summary>
    public string Name => PathText.NameOf(Path);
}
