using System.Collections.Immutable;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0004: a value that is a token is dropped where it is made.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedTokenAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0004";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A token is dropped",
        "The {0} that '{1}' returns is dropped, so {2}: keep it in a variable and use it, or discard it with '_ ='",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A value marked [MustUse] stands for something that is still to be done: a write to flush, a lock to give back. Dropping it leaves that undone, and nothing at run time tells.",
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
            if (start.Compilation.GetTypeByMetadataName("Mapwright.MustUseAttribute") is { } mustUse)
            {
                var contracts = ContractTable.Of(start.Compilation);
                var tokens = new TokenSource(new ContractReader(mustUse), contracts.Tasks);
                start.RegisterOperationAction(operation => Analyze(operation, tokens, contracts), OperationKind.ExpressionStatement);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, TokenSource tokens, ContractTable contracts)
    {
        var value = ((IExpressionStatementOperation)context.Operation).Operation;
        if (tokens.Find(value) is var (member, type))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                s_rule,
                value.Syntax.GetLocation(),
                type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
                member.MethodKind == MethodKind.Constructor ? member.ContainingType.Name : FlowText.Member(Instance(value, member), member.Name),
                Loss(contracts.Of(member), type)));
        }
    }

    private static IOperation? Instance(IOperation value, IMethodSymbol member) => value.DescendantsAndSelf().OfType<IInvocationOperation>()
        .FirstOrDefault(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod, member))?.Instance;

    /// <summary>What nobody can do without the token.</summary>
    private static string Loss(MethodContract contract, ITypeSymbol type) =>
        contract.Acquires || Disposal.IsDisposable(type) ? "what it holds stays taken"
        : contract.Dirties ? "what was written is not flushed by it, and its bytes may be lost on a power failure"
        : "what it stands for is never done";
}
