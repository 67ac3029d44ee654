namespace Mapwright;

/// <summary>What an opened <see cref="JournalReaderBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class JournalReaderState
{
    internal JournalReaderState(FileSystemBase owner, OpenFile file, HeaderSlot slot)
    {
        Owner = owner;
        File = file;
        Slot = slot;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    internal HeaderSlot Slot { get; }
}
