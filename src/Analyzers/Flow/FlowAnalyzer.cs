using System.Collections.Immutable;
using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>An analyzer whose rule follows objects through a body.</summary>
/// <remarks>
/// Nothing is registered in a compilation that does not know the contract attributes, and a graph is built, by the driver, which shares it
/// among all rules, only for a body that holds a call the rule is concerned with.
/// </remarks>
public abstract class FlowAnalyzer : DiagnosticAnalyzer
{
    private protected FlowAnalyzer(DiagnosticDescriptor rule) => SupportedDiagnostics = [rule];

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var contracts = ContractTable.Of(start.Compilation);
            if (contracts.IsKnown)
            {
                start.RegisterOperationBlockStartAction(body => Begin(body, contracts));
            }
        });
    }

    /// <summary>Makes the rule for one body.</summary>
    private protected abstract FlowRule CreateRule(ContractTable contracts);

    private void Begin(OperationBlockStartAnalysisContext body, ContractTable contracts)
    {
        var rule = CreateRule(contracts);
        var concerns = false;
        body.RegisterOperationAction(
            context =>
            {
                if (Called(context.Operation) is { } method)
                {
                    concerns |= rule.Concerns(context.Operation, method, contracts.Of(method));
                }
            },
            OperationKind.Invocation,
            OperationKind.ObjectCreation,
            OperationKind.PropertyReference);
        body.RegisterOperationBlockEndAction(end =>
        {
            if (!concerns)
            {
                return;
            }

            foreach (var block in end.OperationBlocks)
            {
                FlowAnalysis.Run(rule, contracts, end.GetControlFlowGraph(block), end.OwningSymbol, end.ReportDiagnostic);
            }
        });
    }

    private static IMethodSymbol? Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property.GetMethod ?? property.Property.SetMethod,
        _ => null,
    };
}
