namespace Mapwright;

/// <summary>How much of an interval is in memory, as it was when it was asked.</summary>
/// <param name="Pages">The pages of the interval.</param>
/// <param name="ResidentPages">Those of them that are in memory; <see langword="null"/> where the system does not say.</param>
public readonly record struct MapResidency(long Pages, long? ResidentPages)
{
    /// <summary>Whether it is known.</summary>
    public bool IsKnown => ResidentPages is not null;

    /// <summary>Whether all of it is known to be in memory.</summary>
    public bool IsComplete => ResidentPages == Pages;
}
