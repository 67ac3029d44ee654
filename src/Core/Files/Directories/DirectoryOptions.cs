namespace Mapwright;

/// <summary>How directories are looked through.</summary>
public sealed record DirectoryOptions
{
    /// <summary>The directory alone, and what may not be read is an error.</summary>
    internal static DirectoryOptions Default { get; } = new();

    /// <summary>Whether the directories below are looked through too; links to directories are not. A pattern says so itself.</summary>
    public bool Recursive { get; init; }

    /// <summary>Whether a directory below that may not be read is passed over. That the first one may not is always an error.</summary>
    public bool SkipInaccessible { get; init; }
}
