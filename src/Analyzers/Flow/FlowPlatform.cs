using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>What methods of the platform, which carries no contracts, do with what is passed to them.</summary>
internal static class FlowPlatform
{
    /// <summary>How often the method runs the delegate that it takes, now or soon: 0 for a method of which that is not known, 2 for any number of times.</summary>
    public static int RunsOf(IMethodSymbol method) => method.Name switch
    {
        "Run" when IsOf(method, "System.Threading.Tasks.Task") => 1,
        "StartNew" when IsOf(method, "System.Threading.Tasks.TaskFactory") => 1,
        "Invoke" when IsOf(method, "System.Threading.Tasks.Parallel") => 1,
        "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" when IsOf(method, "System.Threading.ThreadPool") => 1,
        "For" or "ForEach" or "ForAsync" or "ForEachAsync" when IsOf(method, "System.Threading.Tasks.Parallel") => 2,
        "ForEach" when IsOf(method, "System.Collections.Generic.List<T>") || IsOf(method, "System.Array") => 2,
        _ => 0,
    };

    /// <summary>Whether the method may return before the delegate that it runs.</summary>
    public static bool RunsOn(IMethodSymbol method) =>
        method.Name is "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "ForAsync" or "ForEachAsync" && RunsOf(method) > 0;

    /// <summary>Whether the method only looks at its arguments.</summary>
    public static bool KeepsNothing(IMethodSymbol method) => (method.ContainingType?.Name, method.Name) switch
    {
        ("GC", "KeepAlive") => IsOf(method, "System.GC"),
        ("Monitor", _) => IsOf(method, "System.Threading.Monitor"),
        ("Console", _) => IsOf(method, "System.Console"),
        ("Debug", _) => IsOf(method, "System.Diagnostics.Debug"),
        ("Object", "Equals" or "ReferenceEquals") => method.ContainingType!.SpecialType == SpecialType.System_Object,
        (_, var name) => name.StartsWith("ThrowIf", StringComparison.Ordinal) && method.IsStatic && method.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    };

    /// <summary>Whether an argument goes to a method of the platform, which may keep it but does not know what it is.</summary>
    public static bool IsPassedToPlatform(IOperation argument) => IsOfPlatform(Taker(argument));

    /// <summary>Whether the method is one of the platform; the body of a delegate is anybody's.</summary>
    public static bool IsOfPlatform(IMethodSymbol? method) => method is not null and not { MethodKind: MethodKind.DelegateInvoke } && IsOfPlatform(method.ContainingType);

    /// <summary>Whether the type is one of the platform.</summary>
    public static bool IsOfPlatform(ITypeSymbol? type)
    {
        var outermost = type?.ContainingNamespace;
        while (outermost is { ContainingNamespace.IsGlobalNamespace: false })
        {
            outermost = outermost.ContainingNamespace;
        }

        return outermost?.Name is "System" or "Microsoft";
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

    // The name of a type costs more to spell out than all else that is asked here, so it is asked for last.
    private static bool IsOf(IMethodSymbol method, string type) => method.ContainingType?.OriginalDefinition.ToDisplayString() == type;
}
