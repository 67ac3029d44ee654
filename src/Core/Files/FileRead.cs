namespace Mapwright;

/// <summary>One read of a batch.</summary>
/// <param name="Buffer">The buffer to fill.</param>
/// <param name="Offset">The offset in the file in bytes.</param>
public readonly record struct FileRead(Memory<byte> Buffer, long Offset);

/// <summary>One write of a batch.</summary>
/// <param name="Buffer">The bytes.</param>
/// <param name="Offset">The offset in the file in bytes.</param>
public readonly record struct FileWrite(ReadOnlyMemory<byte> Buffer, long Offset);
