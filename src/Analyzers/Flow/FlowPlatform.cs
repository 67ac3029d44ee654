using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

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

    /// <summary>Whether an argument goes to a method of the platform, which may keep it but does not know what it is.</summary>
    public static bool IsPassedToPlatform(IOperation argument)
    {
        var outermost = Taker(argument)?.ContainingNamespace;
        while (outermost is { ContainingNamespace.IsGlobalNamespace: false })
        {
            outermost = outermost.ContainingNamespace;
        }

        return outermost?.Name == "System";
    }

    /// <summary>The method that an argument goes to; null for what is no argument.</summary>
    public static IMethodSymbol? Taker(IOperation argument)
    {
        var current = argument.Parent;
        while (current is not null and not IInvocationOperation and not IObjectCreationOperation)
        {
            current = current.Parent;
        }

        return (current as IInvocationOperation)?.TargetMethod ?? (current as IObjectCreationOperation)?.Constructor;
    }

    /// <summary>Whether the method never returns.</summary>
    public static bool IsEndless(IMethodSymbol method) =>
        method.ReturnsVoid && method.GetAttributes().Any(a => a.AttributeClass?.Name == "DoesNotReturnAttribute");

    private static string Type(IMethodSymbol method) =>
        method.ContainingNamespace is { IsGlobalNamespace: false } ? method.ContainingType.OriginalDefinition.ToDisplayString() : "";
}
