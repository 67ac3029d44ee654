namespace Mapwright.Testing.Tests;

/// <summary>One step of a random run; what the numbers mean depends on the kind.</summary>
public sealed record Operation(OperationKind Kind, int Slot, int Other, int Offset, int Length, int Value);

public enum OperationKind
{
    Write,
    WriteDurable,
    Store,
    SetLength,
    Flush,
    FailFlush,
    FlushMapping,
    DropCache,
    KeepMapped,
    Create,
    Delete,
    Rename,
    FlushDirectory,
    PowerCut,
}
