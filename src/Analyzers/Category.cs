namespace Mapwright.Analyzers;

/// <summary>The categories of the rules, as an <c>.editorconfig</c> names them.</summary>
internal static class Category
{
    /// <summary>Code that uses the library.</summary>
    public const string Usage = "Mapwright.Usage";

    /// <summary>Code that the generator reads: adapters, surfaces and operations.</summary>
    public const string Generation = "Mapwright.Generation";
}
