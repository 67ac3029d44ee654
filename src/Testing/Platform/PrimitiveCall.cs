namespace Mapwright.Testing;

/// <summary>One call of a primitive of a <see cref="SimulatedPlatform"/>.</summary>
/// <param name="Number">The number of the call, from 1, over the life of the platform.</param>
/// <param name="Primitive">The primitive.</param>
/// <param name="Path">The rooted, normalised path; of an open file or a mapping, the path that was opened.</param>
/// <param name="Target">The new path of a rename; <see langword="null"/> otherwise.</param>
/// <param name="Offset">The offset in bytes; 0 where the primitive has none.</param>
/// <param name="Length">The length in bytes; 0 where the primitive has none.</param>
public readonly record struct PrimitiveCall(
    long Number,
    SimulatedPrimitive Primitive,
    string Path,
    string? Target,
    long Offset,
    long Length);
