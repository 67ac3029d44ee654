using Mapwright;

namespace Quickstart;

/// <summary>The directory that copies are made in.</summary>
internal static class Destination
{
    /// <summary>Creates the directory where it is missing, durably.</summary>
    /// <exception cref="IOException">It is inside the source, which would then be copied into itself.</exception>
    public static async Task PrepareAsync(FileSystemBase files, string folder, string source, CancellationToken cancellationToken)
    {
        var missing = new Stack<string>();
        var existing = folder;
        while (!await files.ExistsAsync(existing, cancellationToken))
        {
            missing.Push(existing);
            existing = Path.GetDirectoryName(existing)!;
        }

        await RefuseInsideAsync(files, existing, source, cancellationToken);
        foreach (var directory in missing)
        {
            await files.CreateDirectoryAsync(directory, cancellationToken: cancellationToken);
            await files.FlushParentAsync(directory, cancellationToken);
        }
    }

    /// <summary>Removes a copy; what is not there is removed already.</summary>
    public static void Remove(string copy)
    {
        if (Directory.Exists(copy))
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    // By identity: the same directory may be reached by other names.
    private static async Task RefuseInsideAsync(FileSystemBase files, string folder, string source, CancellationToken cancellationToken)
    {
        var root = (await files.GetMetadataAsync(source, cancellationToken: cancellationToken)).Identity;
        for (var ancestor = folder; ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            if ((await files.GetMetadataAsync(ancestor, cancellationToken: cancellationToken)).Identity == root)
            {
                throw new IOException($"The destination '{folder}' is inside the source '{source}'.");
            }
        }
    }
}
