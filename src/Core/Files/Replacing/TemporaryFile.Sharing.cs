namespace Mapwright;

/// <summary>Sharing the blocks of another file.</summary>
internal sealed partial class TemporaryFile
{
    /// <summary>
    /// Makes it share all blocks of a file. Where the system shares them only with a file that it makes itself, that one becomes the temporary:
    /// <see cref="Handle"/> is another one afterwards, for reading alone.
    /// </summary>
    /// <returns>The outcome; <see cref="StorageErrorCode.NotSupported"/> where blocks are not shared.</returns>
    public IoResult Share(StoragePlatform platform, PlatformFile source)
    {
        var cloned = platform.Clone(source, Handle);
        if (!cloned.IsFailure || platform.Classify(cloned.Error) != StorageErrorCode.NotSupported)
        {
            return cloned;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            cloned = TryClone(platform, source, out var clone);
            if (cloned.IsFailure || clone is not null)
            {
                return cloned.IsFailure ? cloned : Become(platform, clone!);
            }
        }

        return platform.NotSupported;
    }

    /// <summary>Success without a file: another party took it for an orphan, and the next name is to be tried.</summary>
    private IoResult TryClone(StoragePlatform platform, PlatformFile source, out TemporaryFile? clone)
    {
        clone = null;
        var path = RandomName(Path[..^Suffix.Length] + "-");
        var cloned = platform.CloneAs(source, path);
        if (cloned.IsFailure)
        {
            return cloned;
        }

        // The content is there, and the permissions, those of the source, may allow no more.
        var opened = platform.Open(path, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), out var file);
        if (!opened.IsFailure)
        {
            return Take(platform, path, file!, out clone);
        }

        if (platform.Classify(opened.Error) == StorageErrorCode.NotFound)
        {
            return IoResult.Success();
        }

        platform.Delete(path);
        return platform.Classify(opened.Error) == StorageErrorCode.AccessDenied ? platform.NotSupported : opened;
    }

    /// <summary>Puts a clone, which has attributes of its source, in the place of this one, with the attributes of this one.</summary>
    private IoResult Become(StoragePlatform platform, TemporaryFile clone)
    {
        var result = platform.SetAttributes(clone.Handle, Metadata, FileAspects.Mode | FileAspects.Times);
        if (!result.IsFailure)
        {
            result = platform.Rename(clone.Path, Path, replace: true);
        }

        if (result.IsFailure)
        {
            clone.Discard(platform);
            return result;
        }

        // The empty file has no name any more. Closed before the renaming, its name would be an orphan's.
        var closed = Close(platform);
        (Handle, Metadata) = (clone.Handle, clone.Metadata);
        return closed;
    }
}
