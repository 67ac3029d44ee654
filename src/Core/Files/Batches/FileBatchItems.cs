namespace Mapwright;

/// <summary>One file of <see cref="FileSystemBase.ReplaceEach"/>.</summary>
/// <param name="Path">The path; nothing needs to be there.</param>
/// <param name="Data">The whole new content.</param>
/// <param name="Expected">As <see cref="ReplaceOptions.Expected"/>.</param>
public readonly record struct FileReplacement(string Path, ReadOnlyMemory<byte> Data, FileIdentity? Expected = null);

/// <summary>One file of <see cref="FileSystemBase.CopyEach"/>.</summary>
/// <param name="From">The path of the source.</param>
/// <param name="To">The path of the target.</param>
public readonly record struct CopyPaths(string From, string To);
