namespace Mapwright;

/// <summary>How <see cref="FileSystemBase.ReplaceAtomically(string, ReadOnlySpan{byte}, ReplaceOptions, CancellationToken)"/> replaces a file.</summary>
public sealed record ReplaceOptions
{
    internal static ReplaceOptions Default { get; } = new();

    /// <summary>The permissions of the file on Unix where none are kept; 0640 by default, less the process's mask.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>
    /// What the new file takes over from the one that it replaces, if there is one; its permissions by default. What cannot be taken
    /// over is an error, and nothing is replaced.
    /// </summary>
    public FileAspects Keep { get; init; } = FileAspects.Mode;

    /// <summary>
    /// Whether the content and the name are durable when the call returns. Without it the replacement is atomic to other
    /// processes, and a power cut may leave the old content, the new one, or an empty file.
    /// </summary>
    public bool Flush { get; init; } = true;

    /// <summary>
    /// Which file must stand under the name. Another party can replace it between the look and the rename: one system call's
    /// time. <see langword="null"/> for any, or none.
    /// </summary>
    public FileIdentity? Expected { get; init; }
}
