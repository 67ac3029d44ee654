using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>Finds the call that made a token which an expression ends in.</summary>
internal sealed class TokenSource(ContractReader mustUse, TaskTypes tasks)
{
    /// <summary>The member that made the token, and the token's type; null when the expression makes none, or when that is not certain.</summary>
    public (IMethodSymbol Member, ITypeSymbol Type)? Find(IOperation expression) => expression switch
    {
        IInvocationOperation { Instance: { } pending, TargetMethod: var method } when tasks.Forwards(method) => Find(pending),
        IInvocationOperation call => FromCall(call.TargetMethod),
        IObjectCreationOperation { Constructor: { } constructor } => FromConstructor(constructor),
        IConditionalAccessOperation access => Find(access.WhenNotNull),
        IAwaitOperation wait => Find(wait.Operation),
        ICoalesceOperation either => Find(either.Value),
        IConversionOperation { OperatorMethod: null } conversion => Find(conversion.Operand),
        _ => null,
    };

    private (IMethodSymbol Member, ITypeSymbol Type)? FromCall(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
        {
            return null;
        }

        var result = Result(method.ReturnType);
        return mustUse.IsReturnMarked(method) || (mustUse.IsMarked(result) && Makes(method)) ? (method, result) : null;
    }

    private (IMethodSymbol Member, ITypeSymbol Type)? FromConstructor(IMethodSymbol constructor) =>
        mustUse.IsMarked(constructor.ContainingType) ? (constructor, constructor.ContainingType) : null;

    /// <summary>
    /// A method that returns a type parameter hands on what somebody else holds (<c>Interlocked.Exchange</c>, <c>Stack.Pop</c>, an assertion that
    /// returns what it checked), and no rule can tell whether that one was used.
    /// </summary>
    private bool Makes(IMethodSymbol method) => Result(method.OriginalDefinition.ReturnType) is not ITypeParameterSymbol;

    private ITypeSymbol Result(ITypeSymbol type)
    {
        var result = tasks.ResultOf(type);
        return result is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : result;
    }
}
