namespace Mapwright;

public abstract partial class FileBackedObject
{
    /// <summary>Asks the system for the file's metadata.</summary>
    /// <returns>The metadata.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system could not tell.</exception>
    [Operation]
    public FileMetadata GetMetadata()
    {
        Enter();
        try
        {
            return File.GetMetadata(nameof(GetMetadata));
        }
        finally
        {
            Exit();
        }
    }
}
