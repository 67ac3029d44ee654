using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.Usage;

/// <summary>The options that an opening call is given.</summary>
internal static class OpeningOptions
{
    /// <summary>Whether one of some options may be set: it stands in the object that is made in the call, or the object is not made there.</summary>
    /// <param name="call">The opening call.</param>
    /// <param name="names">The names of the options, separated by commas; null for none.</param>
    public static bool MaySet(FlowCall call, string? names)
    {
        if (names is null)
        {
            return false;
        }

        var options = names.Split(',').Select(name => name.Trim()).ToList();
        return call.Arguments.Any(argument =>
            argument.Parameter is { Type: { TypeKind: TypeKind.Class } type }
            && options.Exists(option => !type.GetMembers(option).IsEmpty)
            && argument.Operation.ConstantValue is not { HasValue: true, Value: null }
            && (argument.Operation.Syntax is not BaseObjectCreationExpressionSyntax creation
                || (creation.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>().Any(set => options.Contains(set.Left.ToString())) ?? false)));
    }
}
