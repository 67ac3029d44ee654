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
/// The names are made from the target's, a few for each, and random ones while all of these are in use. Each replacement looks at all of the few, whichever it
/// takes, and removes what a dead one left; where there was such a one, or a random name was needed, at all names of the directory. They
/// are short, so that a target may have the longest name that the system allows.
/// </para>
/// </remarks>
internal sealed partial class TemporaryFile
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

    public PlatformFile Handle { get; private set; }

    public string Path { get; }

    /// <summary>Its metadata when it was created.</summary>
    public FileMetadata Metadata { get; private set; }

    /// <summary>Creates the temporary of a target.</summary>
    public static IoResult Create(StoragePlatform platform, string directory, string target, UnixFileMode mode, out TemporaryFile? temporary)
    {
        temporary = null;
        var result = default(IoResult);
        var start = StartOfNames(target);
        var sweepsAll = false;
        for (var attempt = 0; attempt < Attempts && temporary is null; attempt++)
        {
            var isRandom = attempt >= Slots;
            sweepsAll |= isRandom;
            var path = System.IO.Path.Combine(directory, isRandom ? RandomName(start) : NameOf(start, attempt));
            result = TryCreate(platform, path, mode, out temporary);
            if (result.IsFailure && platform.Classify(result.Error) == StorageErrorCode.AlreadyExists)
            {
                if (TryReclaim(platform, path))
                {
                    sweepsAll = true;
                    result = TryCreate(platform, path, mode, out temporary);
                }
            }
            else if (result.IsFailure)
            {
                return result;
            }
        }

        if (temporary is not null)
        {
            Sweep(platform, directory, start, temporary.Path, sweepsAll);
        }

        return result;
    }

    /// <summary>Removes what dead makers left beside a temporary that was just made. That it cannot is no error of the one who replaces.</summary>
    private static void Sweep(StoragePlatform platform, string directory, string start, string own, bool sweepsAll)
    {
        for (var slot = 0; slot < Slots; slot++)
        {
            var path = System.IO.Path.Combine(directory, NameOf(start, slot));
            sweepsAll |= path != own && TryReclaim(platform, path);
        }

        if (!sweepsAll || platform.OpenDirectory(directory, followLinks: true, out var open).IsFailure)
        {
            return;
        }

        while (!platform.ReadDirectory(open!, out var entries).IsFailure && entries.Count > 0)
        {
            foreach (var name in entries.Select(entry => entry.Path).Where(name => IsNameOfOne(name, start)))
            {
                var path = System.IO.Path.Combine(directory, name);
                _ = path != own && TryReclaim(platform, path);
            }
        }

        // As where a file is reclaimed: nothing was written through it, so whatever closing reports, nothing is lost.
        _ = platform.Close(open!);
    }

    private static bool IsNameOfOne(string name, string start) =>
        name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Removes a temporary whose maker is dead. False when it lives, when that cannot be known, or when it is gone.</summary>
    private static bool TryReclaim(StoragePlatform platform, string path)
    {
        if (platform.Open(path, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), out var file).IsFailure)
        {
            return false;
        }

        var reclaimed = !platform.TryLock(file!, LockMode.Exclusive).IsFailure
            && !platform.GetMetadata(file!, out var metadata).IsFailure
            && !platform.DeleteByIdentity(path, metadata.Identity).IsFailure;
        _ = platform.Close(file!);
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
        return created.IsFailure ? created : Take(platform, path, file!, out temporary);
    }

    /// <summary>Locks a file of ours that was created a moment ago; closed and removed when that fails. Its outcome is that of <see cref="TryCreate"/>.</summary>
    private static IoResult Take(StoragePlatform platform, string path, PlatformFile file, out TemporaryFile? temporary)
    {
        temporary = null;
        var described = platform.GetMetadata(file, out var metadata);
        if (described.IsFailure)
        {
            // Which file it is cannot be asked any more: that is what failed.
            platform.Delete(path);
            platform.Close(file);
            return described;
        }

        var made = new TemporaryFile(file, path, metadata);
        var locked = platform.TryLock(file, LockMode.Shared);
        var code = platform.Classify(locked.Error);
        if (code == StorageErrorCode.WouldBlock)
        {
            // It is the other party's to remove: with a removal of ours beside it, one of the two could meet the next maker's file.
            platform.Close(file);
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

    /// <summary>What the names of all temporaries of a target begin with: a hash, since its name may be as long as a name can be. Two targets with the same one share their slots.</summary>
    private static string StartOfNames(string target) =>
        $"{Prefix}{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(target.AsSpan())).AsSpan(0, 8))}-";

    private static string NameOf(string start, int slot) => string.Create(CultureInfo.InvariantCulture, $"{start}{slot}{Suffix}");

    private static string RandomName(string start) => $"{start}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{Suffix}";
}
