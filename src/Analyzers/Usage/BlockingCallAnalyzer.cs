using System.Collections.Immutable;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0008: a blocking member that has an asynchronous twin is called in asynchronous code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingCallAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0008";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A blocking member is called in asynchronous code",
        "'{0}' blocks the thread that asynchronous code runs on until storage has answered, so nothing else runs there, and a small pool starves: await '{1}'",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The thread waits for storage, and nothing else runs on it in the meantime; on a small pool that starves the program. The twin waits without a thread.",
        helpLinkUri: HelpLink.To(Id));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Mapwright.AsyncTwinOfAttribute") is { } twinOf
                && start.Compilation.GetTypeByMetadataName("Mapwright.RunsInlineAttribute") is { } runsInline)
            {
                var twins = new AsyncTwins(twinOf, start.Compilation.GetTypeByMetadataName("System.Threading.CancellationToken"));
                var inline = new ContractReader(runsInline);
                start.RegisterOperationAction(operation => Analyze(operation, twins, inline), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, AsyncTwins twins, ContractReader inline)
    {
        var call = (IInvocationOperation)context.Operation;
        if (twins.Find(call.TargetMethod) is { } twin
            && !inline.IsMarked(call.Instance?.Type ?? call.TargetMethod.ContainingType)
            && Function(call, context.ContainingSymbol) is { IsAsync: true } function)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                s_rule, Place(call.Syntax), function.Name == WellKnownMemberNames.TopLevelStatementsEntryPointMethodName ? [] : function.Locations, FlowText.Member(call.Instance, call.TargetMethod.Name), twin.Name));
        }
    }

    /// <summary>The name of the member and its arguments, without what it is called on.</summary>
    private static Location Place(SyntaxNode syntax) => syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
        ? Location.Create(syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(access.Name.SpanStart, syntax.Span.End))
        : syntax.GetLocation();

    /// <summary>Whether a resource or a collection is a ref struct, which no <c>await</c> may come between the beginning and the end of: the scope of a <c>Lock</c>, a span.</summary>
    private static bool IsKeptOnStack(IOperation operation) => operation switch
    {
        IVariableDeclarationGroupOperation group => group.GetDeclaredVariables().Any(variable => variable.Type.IsRefLikeType),
        IConversionOperation conversion => IsKeptOnStack(conversion.Operand),
        _ => operation.Type is { IsRefLikeType: true },
    };

    /// <summary>The function that an <c>await</c> in place of the operation would wait in, if it is asynchronous; null where none may stand.</summary>
    private static IMethodSymbol? Function(IOperation operation, ISymbol containing)
    {
        for (var (inner, outer) = (operation, operation.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol;
                case ILocalFunctionOperation local:
                    return local.Symbol;
                case ILockOperation section when inner == section.Body:
                case ICatchClauseOperation handler when inner == handler.Filter:
                case IUsingOperation { Resources: var resource } use when inner == use.Body && IsKeptOnStack(resource):
                case IForEachLoopOperation { Collection: var collection } loop when inner == loop.Body && IsKeptOnStack(collection):
                case IBlockOperation block when block.Operations.TakeWhile(o => o != inner).Any(o => o is IUsingDeclarationOperation use && IsKeptOnStack(use.DeclarationGroup)):
                    return null;
            }

            if (outer.Syntax is BlockSyntax { Parent: UnsafeStatementSyntax })
            {
                return null;
            }
        }

        return containing as IMethodSymbol;
    }
}
