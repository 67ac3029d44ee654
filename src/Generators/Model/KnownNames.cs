namespace Mapwright.Generators.Model;

/// <summary>The metadata names that the models are read from.</summary>
internal static class KnownNames
{
    public const string Surface = "Mapwright.SurfaceAttribute";
    public const string SurfaceFactory = "Mapwright.SurfaceFactoryAttribute";
    public const string Factory = "Mapwright.FactoryAttribute";
    public const string Operation = "Mapwright.OperationAttribute";
    public const string SchedulerAdapter = "Mapwright.SchedulerAdapterAttribute";
    public const string Completes = "Mapwright.CompletesAttribute";
    public const string RunsInline = "Mapwright.RunsInlineAttribute";
    public const string Contract = "Mapwright.ContractAttribute";
    public const string ClsCompliant = "System.CLSCompliantAttribute";
    public const string Scheduler = "Mapwright.IScheduler";
    public const string StorageSurface = "Mapwright.StorageSurface";

    /// <summary>Attributes of an adapter, or of a type around it, that its emitted types have as well.</summary>
    public static readonly IReadOnlyList<string> AdapterWide =
    [
        RunsInline,
        "System.ObsoleteAttribute",
        "System.Diagnostics.CodeAnalysis.ExperimentalAttribute",
    ];

    /// <summary>Attributes that are for callers, and so stand on the twin as well.</summary>
    public static readonly HashSet<string> CallerFacing =
    [
        "System.ObsoleteAttribute",
        "System.ComponentModel.EditorBrowsableAttribute",
        "System.Runtime.Versioning.SupportedOSPlatformAttribute",
        "System.Runtime.Versioning.UnsupportedOSPlatformAttribute",
        "System.Diagnostics.CodeAnalysis.ExperimentalAttribute",
        "System.Diagnostics.CodeAnalysis.RequiresUnreferencedCodeAttribute",
    ];
}
