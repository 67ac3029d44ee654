namespace Mapwright;

public abstract partial class MappedFileBase
{
    private NameRemoval _removal;
    private bool _removeOnDispose;

    /// <summary>
    /// Whether disposing removes the file's name, as <see cref="Remove"/> does. A removal that fails is an error of the dispose, which closes all the same.
    /// An object that is collected without being disposed removes nothing.
    /// </summary>
    public bool RemoveOnDispose
    {
        get => Volatile.Read(ref _removeOnDispose);
        set
        {
            ThrowIfClosed();
            Volatile.Write(ref _removeOnDispose, value);
        }
    }

    /// <summary>
    /// Removes the file's name, makes that durable, and disposes. The name is that of <see cref="FileBackedObject.Path"/>, whatever the current directory is by now, and it
    /// is removed only while it stands for this very file: a link, or another file that took the place, is refused and untouched. Of an anonymous map, it
    /// disposes.
    /// </summary>
    /// <remarks>
    /// When it fails, the object is open and the call can be repeated: a name that is gone already is not looked for again, only its directory is flushed. Where
    /// the device failed to flush it, that would prove nothing: from then on the call is refused, and whether the removal is durable is not known.
    /// Between the look at the name and its removal is the time of one system call, in which a party that may write the directory can exchange the file.
    /// </remarks>
    /// <exception cref="FileNotFoundException">The name, or its directory, is gone or was renamed; nothing was removed.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions of the directory do not allow it.</exception>
    /// <exception cref="StorageException">
    /// The name stands for another file (<see cref="StorageErrorCode.AnotherFile"/>), or the system refused, or the directory could not be flushed, now or
    /// earlier (<see cref="StorageErrorCode.Poisoned"/>).
    /// </exception>
    [Operation, Invalidates]
    public void Remove()
    {
        Enter();
        try
        {
            RemoveName(nameof(Remove));
        }
        finally
        {
            Exit();
        }

        Dispose();
    }

    private void RemoveName(string operation)
    {
        lock (Resizing)
        {
            _removal.Complete(File, operation);
        }
    }
}
