namespace Mapwright;

/// <summary>How large the sectors of a device are, in bytes; 0 where it is not told.</summary>
/// <param name="Logical">What the device is addressed in: no transfer to it is shorter.</param>
/// <param name="Physical">What the device writes at once: a shorter write makes it read the rest first.</param>
public readonly record struct SectorSizes(int Logical, int Physical);
