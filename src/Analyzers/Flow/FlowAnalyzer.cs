using System.Collections.Immutable;
using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

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
                start.RegisterOperationBlockAction(body => Analyze(body, contracts));
            }
        });
    }

    /// <summary>Makes the rule for one body.</summary>
    private protected abstract FlowRule CreateRule(ContractTable contracts);

    private void Analyze(OperationBlockAnalysisContext body, ContractTable contracts)
    {
        FlowRule? rule = null;
        var concerns = false;
        foreach (var block in body.OperationBlocks)
        {
            foreach (var (operation, method, contract) in contracts.Calls.In(block))
            {
                rule ??= CreateRule(contracts);
                concerns |= rule.Concerns(operation, method, contract);
            }
        }

        if (concerns)
        {
            foreach (var block in body.OperationBlocks)
            {
                FlowAnalysis.Run(rule!, contracts, body.GetControlFlowGraph(block), body.OwningSymbol, body.ReportDiagnostic);
            }
        }
    }
}
