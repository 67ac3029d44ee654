namespace Mapwright;

/// <summary>Whether copies share blocks.</summary>
public enum Reflink
{
    /// <summary>Shared where the file system can: the copy takes no time and no space until either file is written.</summary>
    Auto = 0,

    /// <summary>Never shared: every byte is read and written, and the copy has blocks of its own.</summary>
    Never = 1,

    /// <summary>Shared, or an error: what would take time and space is not done.</summary>
    Always = 2,
}

/// <summary>How <see cref="FileSystemBase.Copy"/> copies a file.</summary>
public sealed record CopyOptions
{
    internal static CopyOptions Default { get; } = new();

    /// <summary>Whether the copy may share blocks with the source.</summary>
    public Reflink Reflink { get; init; }

    /// <summary>Whether an existing target is replaced; otherwise it is an error.</summary>
    public bool Replace { get; init; }

    /// <summary>What the copy takes over from the source; its permissions by default. What cannot be taken over is an error.</summary>
    public FileAspects Keep { get; init; } = FileAspects.Mode;

    /// <summary>Whether the content and the name are durable when the call returns.</summary>
    public bool Flush { get; init; } = true;
}
