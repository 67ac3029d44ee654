using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Mapwright;

/// <summary>A file beside a target, under a name of our own, until it takes the target's place.</summary>
/// <remarks>
/// Its maker holds a shared lock on it. A dead process holds none, so whoever gets the exclusive lock of a file with such a name
/// may remove it. Between creating and locking another party may take ours for an orphan: so the maker looks, once it has the
/// lock, whether the name still stands for its file.
/// <para>
/// Invariant: while a name of ours stands for a file, only a party that holds a lock of that file takes the name from it. Who holds the lock and
/// finds that the name stands for the file can so remove or rename it by name.
/// </para>
/// <para>
/// The names are made from the target's, a few for each: the next replacement of the same target meets what a dead one left and
/// clears it away. They have one length, so that a target may have the longest name that the system allows.
/// </para>
/// </remarks>
internal sealed class TemporaryFile
{
    private const string Prefix = ".mapwright-";
    private const string Suffix = ".tmp";

    /// <summary>How many replacements of one target may run at once under names that are found again.</summary>
    private const int Slots = 8;

    private const int Attempts = 2 * Slots;

    private TemporaryFile(PlatformFile handle, string path, in FileMetadata metadata)
    {
        Handle = handle;
        Path = path;
        Metadata = metadata;
    }

    public PlatformFile Handle { get; }

    public string Path { get; }

    /// <summary>Its metadata when it was created.</summary>
    public FileMetadata Metadata { get; }

    /// <summary>Creates the temporary of a target.</summary>
    public static IoResult Create(StoragePlatform platform, string directory, string target, UnixFileMode mode, out TemporaryFile? temporary)
    {
        temporary = null;
        var result = default(IoResult);
        for (var attempt = 0; attempt < Attempts && temporary is null; attempt++)
        {
            var path = System.IO.Path.Combine(directory, NameFor(target, attempt));
            result = TryCreate(platform, path, mode, out temporary);
            if (result.IsFailure && platform.Classify(result.Error) == StorageErrorCode.AlreadyExists)
            {
                if (TryReclaim(platform, path))
                {
                    result = TryCreate(platform, path, mode, out temporary);
                }
            }
            else if (result.IsFailure)
            {
                return result;
            }
        }

        return result;
    }

    /// <summary>Whether a name is one of a temporary.</summary>
    public static bool IsNameOfOne(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Removes a temporary whose maker is dead. False when it lives, when that cannot be known, or when it is gone.</summary>
    public static bool TryReclaim(StoragePlatform platform, string path)
    {
        if (platform.Open(path, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), out var file).IsFailure)
        {
            return false;
        }

        var reclaimed = !platform.TryLock(file!, LockMode.Exclusive).IsFailure
            && !platform.GetMetadata(file!, out var metadata).IsFailure
            && !platform.DeleteByIdentity(path, metadata.Identity).IsFailure;
        platform.Close(file!);
        return reclaimed;
    }

    /// <summary>Closes it. What a process that is being started has of it keeps no lock: it may stand under its target's name by now.</summary>
    public IoResult Close(StoragePlatform platform)
    {
        // Where there are no locks, there is none to give back.
        _ = platform.Unlock(Handle);
        return platform.Close(Handle);
    }

    /// <summary>Removes it; the outcome of the removal.</summary>
    public IoResult Discard(StoragePlatform platform)
    {
        var removed = platform.DeleteByIdentity(Path, Metadata.Identity);
        Close(platform);
        return removed.IsFailure && platform.Classify(removed.Error) is StorageErrorCode.NotFound or StorageErrorCode.AnotherFile
            ? IoResult.Success()
            : removed;
    }

    /// <summary>Success without a file: another party took it for an orphan, and the next name is to be tried.</summary>
    private static IoResult TryCreate(StoragePlatform platform, string path, UnixFileMode mode, out TemporaryFile? temporary)
    {
        temporary = null;
        var created = platform.Open(path, new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, mode), out var file);
        if (created.IsFailure)
        {
            return created;
        }

        var described = platform.GetMetadata(file!, out var metadata);
        if (described.IsFailure)
        {
            // Created a moment ago. Which file it is cannot be asked any more: that is what failed.
            platform.Delete(path);
            platform.Close(file!);
            return described;
        }

        var made = new TemporaryFile(file!, path, metadata);
        var locked = platform.TryLock(file!, LockMode.Shared);
        var code = platform.Classify(locked.Error);
        if (code == StorageErrorCode.WouldBlock)
        {
            // It is the other party's to remove: with a removal of ours beside it, one of the two could meet the next maker's file.
            platform.Close(file!);
            return IoResult.Success();
        }

        if (locked.IsFailure && code is not (StorageErrorCode.NotSupported or StorageErrorCode.OutOfResources))
        {
            made.Discard(platform);
            return locked;
        }

        var named = platform.GetMetadata(path, followLinks: false, out var standing);
        if (!named.IsFailure && standing.Identity == metadata.Identity)
        {
            temporary = made;
            return IoResult.Success();
        }

        made.Discard(platform);
        return named.IsFailure && platform.Classify(named.Error) != StorageErrorCode.NotFound ? named : IoResult.Success();
    }

    private static string NameFor(string target, int attempt)
    {
        // A hash, so that the name is no longer than the target's. Two targets with the same one share their slots.
        var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(target.AsSpan())).AsSpan(0, 8));
        var slot = attempt < Slots
            ? attempt.ToString(CultureInfo.InvariantCulture)
            : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return $"{Prefix}{hash}-{slot}{Suffix}";
    }
}
