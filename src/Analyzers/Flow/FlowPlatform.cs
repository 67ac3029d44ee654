using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>What methods of the platform, which carries no contracts, do with what is passed to them.</summary>
internal static class FlowPlatform
{
    /// <summary>How often the method runs the delegate that it takes, now or soon: 0 for a method of which that is not known, 2 for any number of times.</summary>
    public static int RunsOf(IMethodSymbol method) => (Type(method), method.Name) switch
    {
        ("System.Threading.Tasks.Task", "Run") => 1,
        ("System.Threading.Tasks.TaskFactory", "StartNew") => 1,
        ("System.Threading.Tasks.Parallel", "Invoke") => 1,
        ("System.Threading.ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem") => 1,
        ("System.Threading.Tasks.Parallel", "For" or "ForEach" or "ForAsync" or "ForEachAsync") => 2,
        ("System.Collections.Generic.List<T>" or "System.Array", "ForEach") => 2,
        _ => 0,
    };

    /// <summary>Whether the method only looks at its arguments.</summary>
    public static bool KeepsNothing(IMethodSymbol method) => (Type(method), method.Name) switch
    {
        ("System.GC", "KeepAlive") => true,
        ("System.Threading.Monitor", _) => true,
        ("System.Console" or "System.Diagnostics.Debug", _) => true,
        ("object", "Equals" or "ReferenceEquals") => true,
        (_, var name) => name.StartsWith("ThrowIf", StringComparison.Ordinal) && method.IsStatic && method.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    };

    /// <summary>Whether the method never returns.</summary>
    public static bool IsEndless(IMethodSymbol method) =>
        method.ReturnsVoid && method.GetAttributes().Any(a => a.AttributeClass?.Name == "DoesNotReturnAttribute");

    private static string Type(IMethodSymbol method) =>
        method.ContainingNamespace is { IsGlobalNamespace: false } ? method.ContainingType.OriginalDefinition.ToDisplayString() : "";
}
