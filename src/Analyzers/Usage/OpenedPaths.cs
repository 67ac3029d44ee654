using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>The paths that files were opened by here, so that a file is known again by its path. A rule that asks has to follow strings.</summary>
internal sealed class OpenedPaths
{
    private readonly Dictionary<FlowObject, string?> _texts = [];

    /// <summary>The files that were opened.</summary>
    public IReadOnlyCollection<FlowObject> Files => _texts.Keys;

    /// <summary>The parameter that a call takes the path from which a file is renamed by; null for a call that renames nothing.</summary>
    public static string? Source(IMethodSymbol method, MethodContract contract) => contract.Renames
        ?? (method is { Name: "Move" or "Replace", ContainingType: { Name: "File", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } } ? "sourceFileName" : null);

    /// <summary>The path that a call renames; null for one that renames nothing.</summary>
    /// <remarks>What is moved in a handler is set aside, not put in place.</remarks>
    public static IOperation? Renamed(FlowCall call) =>
        Source(call.Method, call.Contract) is { } source && call.Operation.Syntax.FirstAncestorOrSelf<CatchClauseSyntax>() is null
            ? call.Arguments.FirstOrDefault(a => a.Parameter?.Name == source)?.Operation
            : null;

    /// <summary>Notes the path of a file that a call has opened.</summary>
    public void Open(FlowStep step, FlowCall call, FlowObject file)
    {
        var argument = call.Arguments.FirstOrDefault(a => a.Parameter?.Type.SpecialType == SpecialType.System_String);
        var path = argument is null ? null : WrittenPath.Of(step.State, argument.Operation);
        _texts[file] = path?.Text;
        for (var i = 0; i < (path?.Parts.Length ?? 0); i++)
        {
            step.State.Bind((file, i), path!.Parts[i]);
        }
    }

    /// <summary>Notes that a call has asked a file for its path.</summary>
    public static void Ask(FlowCall call)
    {
        if (call.Method.MethodKind == MethodKind.PropertyGet && call.Result.Single is { } text && call.Receiver.Single is { } file)
        {
            text.Owner = file;
        }
    }

    /// <summary>The files that were opened by the path, or that the path was asked of.</summary>
    public IEnumerable<FlowObject> At(FlowStep step, IOperation path)
    {
        var asked = path switch
        {
            IPropertyReferenceOperation { Instance: ILocalReferenceOperation file } => step.State.ValueOf(file.Local)?.Single,
            ILocalReferenceOperation text => step.State.ValueOf(text.Local)?.Single?.Owner,
            _ => null,
        };
        if (asked is not null)
        {
            return _texts.ContainsKey(asked) ? SameAs(step, asked) : [];
        }

        return WrittenPath.Of(step.State, path) is { } written ? At(step, written.Text, written.Parts) : [];
    }

    /// <summary>The file, and others that were opened by the same path: a flush of one is a flush of all.</summary>
    public IEnumerable<FlowObject> SameAs(FlowStep step, FlowObject file) =>
        _texts.TryGetValue(file, out var text) && text is not null ? At(step, text, Parts(step, file).ToList()).Append(file).Distinct() : [file];

    /// <summary>Whether code that has nothing of this method knows the path: it is made of constants and fields.</summary>
    public bool IsKnownOutside(FlowObject file) => _texts[file] is { } path && !path.Contains("\0?");

    /// <summary>Whether the path of a file is made of a value.</summary>
    public static bool IsMadeOf(FlowStep step, FlowObject file, FlowObject value) => Parts(step, file).Any(part => part.Objects.Contains(value));

    private List<FlowObject> At(FlowStep step, string text, IReadOnlyList<FlowValue> parts) => _texts.Keys.Where(file =>
        _texts[file] == text && Parts(step, file).Zip(parts, static (a, b) => a.Single is { } single && single == b.Single).All(static same => same)).ToList();

    private static IEnumerable<FlowValue> Parts(FlowStep step, FlowObject file)
    {
        for (var i = 0; step.State.ValueOf((file, i)) is { } part; i++)
        {
            yield return part;
        }
    }
}
