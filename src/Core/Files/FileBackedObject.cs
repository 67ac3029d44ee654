namespace Mapwright;

/// <summary>A surface that holds an open file.</summary>
public abstract partial class FileBackedObject : StorageObject
{
    private protected FileBackedObject(FileSystemBase owner, OpenFile file)
        : base(file.Platform)
    {
        Owner = owner;
        File = file;
    }

    /// <summary>The path, as it was given when the file was opened.</summary>
    public string Path => File.Path;

    /// <summary>Whether the file may be written through this object.</summary>
    public bool IsReadOnly => (File.Rights & FileRights.Write) == 0;

    internal bool IsReadable => (File.Rights & FileRights.Read) != 0;

    /// <summary>
    /// Whether a flush of this file failed, through this or any other object of the process: its writes before that may be
    /// lost, and later writes and flushes are refused.
    /// </summary>
    public virtual bool IsPoisoned => File.Inode.FirstCause is not null;

    /// <summary>What a flush of this file really does, for example <c>fdatasync</c>, or <c>none (volatile)</c> on tmpfs.</summary>
    public virtual string ActiveDurability => Platform.DescribeDurability(File.Handle);

    private protected FileSystemBase Owner { get; }

    private protected OpenFile File { get; }

    /// <summary>Enters for a write: not closed, writable, not poisoned.</summary>
    private protected void EnterForWrite(string operation)
    {
        Enter();
        try
        {
            ThrowIfReadOnly(operation);
            File.ThrowIfPoisoned(operation);
        }
        catch
        {
            Exit();
            throw;
        }
    }

    private protected void ThrowIfReadOnly(string operation)
    {
        if (IsReadOnly)
        {
            throw new UnauthorizedAccessException($"{operation} of '{Path}' is refused: the file was opened for reading only.");
        }
    }
}
