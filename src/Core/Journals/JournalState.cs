namespace Mapwright;

/// <summary>What an opened <see cref="JournalBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class JournalState
{
    internal JournalState(FileSystemBase owner, JournalFile log, HeaderSlot slot, JournalRecovery recovery, JournalOptions options)
    {
        Owner = owner;
        Log = log;
        Slot = slot;
        Recovery = recovery;
        Options = options;
    }

    internal FileSystemBase Owner { get; }

    internal JournalFile Log { get; }

    internal HeaderSlot Slot { get; }

    internal JournalRecovery Recovery { get; }

    internal JournalOptions Options { get; }
}
