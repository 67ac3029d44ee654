namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>
    /// Opens a journal for appending, and creates it, durable with its name, when it is missing. What a crash left is brought in order first;
    /// <see cref="JournalBase.Recovery"/> says what was found.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="options">How to create and open it.</param>
    /// <returns>The journal; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">
    /// The journal was written by a later version, or the file system has no locks, or no transfers past the page cache and these are asked for. Nothing
    /// was changed.
    /// </exception>
    /// <exception cref="StorageException">
    /// The journal is open for writing elsewhere (<see cref="StorageErrorCode.InUse"/>); or it is no journal, or damaged below what is known to be durable
    /// (<see cref="StorageErrorCode.JournalCorrupt"/>), and nothing was changed; or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckOpenJournal)), Factory("Open"), Opens(Writable = true)]
    public virtual JournalBase OpenJournal(string path, JournalOptions? options = null)
    {
        CheckOpenJournal(path, options);
        options ??= new JournalOptions();
        var opening = OpenForJournal(path, options);
        try
        {
            return CreateJournal(opening.Run());
        }
        catch (Exception cause)
        {
            opening.File.Discard(cause, nameof(OpenJournal));
            throw;
        }
    }

    /// <summary>Opens and locks the file that the path names; a file that was removed in between is let go.</summary>
    private JournalOpening OpenForJournal(string path, JournalOptions options)
    {
        while (true)
        {
            var file = Mapwright.OpenFile.Open(
                Platform, path, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, options.UnixMode), nameof(OpenJournal));
            var opening = new JournalOpening(this, file, options);
            var isLocked = false;
            try
            {
                isLocked = opening.TryLock();
            }
            finally
            {
                // Not removed, even if opening created it: without the lock it may be another party's by now.
                if (!isLocked)
                {
                    file.Close();
                }
            }

            if (isLocked)
            {
                return opening;
            }
        }
    }

    /// <summary>Opens a journal for reading, from its first record on; also while it is open for writing, here or in another process.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The reader; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="NotSupportedException">The journal was written by a later version.</exception>
    /// <exception cref="StorageException">
    /// The file is no journal, or both its header slots are damaged (<see cref="StorageErrorCode.JournalCorrupt"/>); or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckPath)), Factory("Open"), Opens]
    public virtual JournalReaderBase OpenJournalReader(string path)
    {
        CheckPath(path);
        var file = Mapwright.OpenFile.Open(Platform, path, new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), nameof(OpenJournalReader));
        try
        {
            var slot = JournalFile.NewestSlotUnlocked(file, nameof(OpenJournalReader))
                ?? throw JournalOpening.NoJournal(path, nameof(OpenJournalReader));
            return CreateJournalReader(new JournalReaderState(this, file, slot));
        }
        catch (Exception cause)
        {
            file.Discard(cause, nameof(OpenJournalReader));
            throw;
        }
    }

    private static void CheckOpenJournal(string path, JournalOptions? options) => CheckPath(path);
}
