namespace Mapwright.Analyzers.Flow;

/// <summary>What is known of a fact, over all paths that lead to a point.</summary>
[Flags]
internal enum Truth
{
    /// <summary>No path leads here on which the object exists.</summary>
    None = 0,

    /// <summary>It holds on no path.</summary>
    No = 1,

    /// <summary>It holds on every path.</summary>
    Yes = 2,

    /// <summary>It holds on some paths.</summary>
    Maybe = No | Yes,
}
