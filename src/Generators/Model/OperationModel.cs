namespace Mapwright.Generators.Model;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name, escaped where it is a keyword.</param>
/// <param name="Type">Its type in the blocking method, fully qualified.</param>
/// <param name="AsyncType">Its type in the twin: memory in place of a span.</param>
/// <param name="IsSpan">Whether the blocking method takes a span.</param>
/// <param name="IsToken">Whether it is the operation's own cancellation token.</param>
/// <param name="Default">Its default as C#, or null.</param>
/// <param name="Attributes">The contract attributes on it, as C#.</param>
internal sealed record ParameterModel(
    string Name, string Type, string AsyncType, bool IsSpan, bool IsToken, string? Default, string Attributes)
{
    /// <summary>The argument that passes the twin's parameter on to the blocking method.</summary>
    public string Argument(string expression) => IsSpan ? expression + ".Span" : expression;
}

/// <summary>One annotated blocking method. Value-equal: nothing of a compilation is reachable from it.</summary>
/// <param name="Name">The name of the blocking method.</param>
/// <param name="Ordinal">0, or a number that tells overloads apart.</param>
/// <param name="DeclaringType">The class that declares it, fully qualified.</param>
/// <param name="ReturnType">Its return type, fully qualified, or null for void.</param>
/// <param name="ReturnsSurface">The name of the emitted type when it returns a surface.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Check">The argument check.</param>
/// <param name="FastPath">The member that answers without waiting.</param>
/// <param name="Wait">The member that answers or hands out a waiter.</param>
/// <param name="Suspends">The member that runs the body up to a wait and hands out the rest.</param>
/// <param name="Body">The member that a hop runs in place of the method, or null.</param>
/// <param name="Primitive">The name of the primitive that it consists of, or null.</param>
/// <param name="Factory">The name of the static member that adapters emit for it, or null.</param>
/// <param name="Attributes">The attributes to carry, as C#, one a line.</param>
/// <param name="DocumentationId">The documentation id of the blocking method.</param>
/// <param name="AsyncDocumentationId">The documentation id of the emitted twin, when read from metadata.</param>
/// <param name="Documentation">The lines of its documentation comment, when read from source.</param>
internal sealed record OperationModel(
    string Name,
    int Ordinal,
    string DeclaringType,
    string? ReturnType,
    string? ReturnsSurface,
    EquatableArray<ParameterModel> Parameters,
    string? Check,
    string? FastPath,
    string? Wait,
    string? Suspends,
    string? Body,
    string? Primitive,
    string? Factory,
    EquatableArray<string> Attributes,
    string DocumentationId,
    string? AsyncDocumentationId,
    EquatableArray<string> Documentation)
{
    /// <summary>Whether the operation takes a token of its own, which its body gets.</summary>
    public bool HasToken => Parameters.Count > 0 && Parameters[Parameters.Count - 1].IsToken;

    /// <summary>The name of the blocking method as emitted code calls it.</summary>
    public string Identifier => OperationReader.Escape(Name);

    /// <summary>Whether callers are told not to use it.</summary>
    public bool IsObsolete => Attributes.Any(a => a.StartsWith("[global::System.ObsoleteAttribute", StringComparison.Ordinal));

    /// <summary>The parameters but for the token.</summary>
    public IEnumerable<ParameterModel> Values => Parameters.Where(p => !p.IsToken);

    /// <summary>The name of the twin's token.</summary>
    public string Token => HasToken ? Parameters[Parameters.Count - 1].Name : Local("cancellationToken");

    /// <summary>Whether it consists of many transfers, which end one by one.</summary>
    public bool IsBatch => Primitive is "ReadMany" or "WriteMany";

    /// <summary>The type of the request that carries the primitive.</summary>
    public string Request => "global::Mapwright." + Primitive + "Request";

    /// <summary>A name for a local of emitted code that no parameter has.</summary>
    public string Local(string name)
    {
        while (Parameters.Any(p => p.Name == name))
        {
            name += "_";
        }

        return name;
    }
}
