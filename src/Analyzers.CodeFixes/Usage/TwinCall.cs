using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>How a blocking call becomes one of its twin.</summary>
internal sealed class TwinCall
{
    private readonly ArgumentSyntax? _token;
    private readonly bool _copySpans;

    private TwinCall(string name, ArgumentSyntax? token, bool copySpans)
    {
        Name = name;
        _token = token;
        _copySpans = copySpans;
    }

    /// <summary>The name of the twin.</summary>
    public string Name { get; }

    /// <summary>The call of the twin; null when there is none that compiles, for example because the buffer lives on the stack.</summary>
    public static TwinCall? Of(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("Mapwright.AsyncTwinOfAttribute") is not { } twinOf
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method
            || call.Expression is not (MemberAccessExpressionSyntax or MemberBindingExpressionSyntax or SimpleNameSyntax)
            || (Whole(call) == call && IsConditional(call)))
        {
            return null;
        }

        var cancellationToken = model.Compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        var twins = new AsyncTwins(twinOf, cancellationToken);
        if (twins.Find(method) is not { } twin)
        {
            return null;
        }

        var token = Token(call, model, method, twins.Token(twin), cancellationToken);
        return Try(copySpans: false) ?? Try(copySpans: true);

        TwinCall? Try(bool copySpans)
        {
            var candidate = new TwinCall(twin.Name, token, copySpans);
            return candidate.Binds(call, model) ? candidate : null;
        }
    }

    /// <summary>What is to be awaited for the call: the conditional access, of several the outermost, that it is the end of; itself where it is the end of none.</summary>
    public static ExpressionSyntax Whole(ExpressionSyntax call) =>
        call.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == call ? Whole(access) : call;

    /// <summary>Whether the call is made only where something is not null, and more is done with what it returns.</summary>
    private static bool IsConditional(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax call => IsConditional(call.Expression),
        MemberAccessExpressionSyntax access => IsConditional(access.Expression),
        ElementAccessExpressionSyntax element => IsConditional(element.Expression),
        PostfixUnaryExpressionSyntax sure => IsConditional(sure.Operand),
        _ => expression is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax,
    };

    /// <summary>The call with the twin's name and arguments.</summary>
    public InvocationExpressionSyntax Replace(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList;
        if (_copySpans)
        {
            arguments = arguments.ReplaceNodes(arguments.Arguments.Select(a => a.Expression).Where(IsConstantSpan), static (_, literal) => Copy(literal));
        }

        if (_token is not null)
        {
            var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
            arguments = arguments.WithArguments(SyntaxFactory.SeparatedList(
                arguments.Arguments.Append(_token),
                arguments.Arguments.GetSeparators().Concat(Enumerable.Repeat(comma, arguments.Arguments.Count > 0 ? 1 : 0))));
        }

        return call.WithExpression(Rename(call.Expression)).WithArgumentList(arguments);
    }

    private ExpressionSyntax Rename(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.WithName(Rename(access.Name)),
        MemberBindingExpressionSyntax binding => binding.WithName(Rename(binding.Name)),
        SimpleNameSyntax name => Rename(name),
        _ => expression,
    };

    private SimpleNameSyntax Rename(SimpleNameSyntax name) => name.WithIdentifier(SyntaxFactory.Identifier(Name).WithTriviaFrom(name.Identifier));

    private bool Binds(InvocationExpressionSyntax call, SemanticModel model)
    {
        var whole = Whole(call);
        return whole == call
            ? model.GetSpeculativeSymbolInfo(call.SpanStart, Replace(call), SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol
            : model.GetSpeculativeTypeInfo(whole.SpanStart, whole.ReplaceNode(call, Replace(call)), SpeculativeBindingOption.BindAsExpression).Type is { TypeKind: not TypeKind.Error };
    }

    private static bool IsConstantSpan(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.Utf8StringLiteralExpression);

    private static InvocationExpressionSyntax Copy(ExpressionSyntax literal) => SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
        SyntaxKind.SimpleMemberAccessExpression, literal, SyntaxFactory.IdentifierName("ToArray"))).WithTriviaFrom(literal);

    /// <summary>The argument that passes the token of the enclosing function; null when the call passes one, or none is in scope.</summary>
    private static ArgumentSyntax? Token(
        InvocationExpressionSyntax call, SemanticModel model, IMethodSymbol method, IParameterSymbol? parameter, INamedTypeSymbol? type)
    {
        var arguments = call.ArgumentList.Arguments;
        if (parameter is null || arguments.Any(a => SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(a.Expression).ConvertedType, type)))
        {
            return null;
        }

        var inScope = model.LookupSymbols(call.SpanStart)
            .Where(symbol => symbol is IParameterSymbol { RefKind: RefKind.None, Type: var t } && SymbolEqualityComparer.Default.Equals(t, type) && IsReachable(symbol, call, model))
            .OrderByDescending(symbol => symbol.Locations[0].SourceSpan.Start).FirstOrDefault();
        if (inScope is null)
        {
            return null;
        }

        var values = method.Parameters.Count(p => !SymbolEqualityComparer.Default.Equals(p.Type, type));
        var isNamed = arguments.Count < values || arguments.Any(a => a.NameColon is not null);
        return SyntaxFactory.Argument(SyntaxFactory.IdentifierName(VariableNames.Escape(inScope.Name))).WithNameColon(isNamed
            ? SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter.Name)).WithTrailingTrivia(SyntaxFactory.Space)
            : null);
    }

    /// <summary>A function that is static has the parameters of its own and of functions inside of it, and none of an object.</summary>
    private static bool IsReachable(ISymbol parameter, SyntaxNode call, SemanticModel model)
    {
        for (var function = model.GetEnclosingSymbol(call.SpanStart); function is IMethodSymbol; function = function.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(function, parameter.ContainingSymbol))
            {
                return true;
            }

            if (function.IsStatic)
            {
                return false;
            }
        }

        return true;
    }
}
