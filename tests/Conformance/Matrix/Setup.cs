using Mapwright.Tests.Platform;

namespace Mapwright.Conformance.Matrix;

/// <summary>Which form of an operation is called.</summary>
public enum Colour
{
    /// <summary>The blocking form.</summary>
    Blocking,

    /// <summary>Its asynchronous twin.</summary>
    Async,
}

/// <summary>One cell of the matrix: an adapter, a platform and a colour.</summary>
public sealed class Setup
{
    internal Setup(Adapter adapter, PlaceKind place, Colour colour)
    {
        Adapter = adapter;
        Place = place;
        Colour = colour;
    }

    internal Adapter Adapter { get; }

    internal PlaceKind Place { get; }

    internal Colour Colour { get; }

    /// <summary>Skips the test where it is about files of Windows, which differ.</summary>
    public void SkipOnWindows(string difference) =>
        Assert.SkipWhen(OperatingSystem.IsWindows() && Place.IsReal, "Windows: " + difference);

    /// <summary>Skips the test where it is about files of Windows, and wine differs from it.</summary>
    public void SkipOnWine(string difference) => Assert.SkipWhen(Wine.IsHere && Place.IsReal, "wine: " + difference);

    /// <inheritdoc/>
    public override string ToString() => $"{Adapter}, {Place}, {(Colour == Colour.Async ? "async" : "blocking")}";
}
