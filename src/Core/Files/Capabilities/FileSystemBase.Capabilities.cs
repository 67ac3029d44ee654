using System.Collections.Concurrent;

namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>By device: what one file system was found to do.</summary>
    private readonly ConcurrentDictionary<ulong, StorageCapabilities> _capabilities = new();

    /// <summary>
    /// Finds out what a place can do. It is tried with two small temporary files in the directory, which are gone when the call returns; the
    /// answer is kept for the device, so that the next call costs a look at the directory.
    /// </summary>
    /// <remarks>What a directory, or a file, is set up for by itself (not copied on write, compressed) is not found out by a trial in another one.</remarks>
    /// <param name="directory">The path of a directory in which files may be created.</param>
    /// <param name="anew">Whether it is tried again, when the answer is known.</param>
    /// <returns>What it can do.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">No file may be created there.</exception>
    /// <exception cref="StorageException">The path names no directory, or what was tried failed otherwise than by not being supported.</exception>
    [Operation(Check = nameof(CheckProbe))]
    public StorageCapabilities Probe(string directory, bool anew = false)
    {
        CheckProbe(directory, anew);
        StorageErrors.ThrowIfFailed(Platform, Platform.GetMetadata(directory, followLinks: true, out var metadata), nameof(Probe), directory);
        if (!metadata.IsDirectory)
        {
            throw new StorageException(
                StorageErrorCode.WrongKind, nameof(Probe), directory, $"{nameof(Probe)} of '{directory}' is refused: it is not a directory.");
        }

        if (anew || !_capabilities.TryGetValue(metadata.Device, out var found))
        {
            found = CapabilityProbe.Run(Platform, directory, nameof(Probe));
            _capabilities[metadata.Device] = found;
        }

        return found;
    }

    private static void CheckProbe(string directory, bool anew) => ArgumentException.ThrowIfNullOrEmpty(directory);
}
