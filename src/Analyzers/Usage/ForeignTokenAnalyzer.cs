using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0012: a token is used with another instance than the one that issued it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForeignTokenAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0012";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A token is used with another instance",
        "'{0}' was issued by '{1}' at line {2} and is passed to '{3}' of '{4}', which refuses it at run time",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A token marked [IssuedBy] belongs to the instance that issued it.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    private sealed class Rule : FlowRule
    {
        private readonly HashSet<ITypeSymbol> _issuers = new(SymbolEqualityComparer.Default);
        private readonly HashSet<FlowObject> _known = [];

        public override int FactCount => First;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            if (!method.IsStatic && (Issues(contract) || method.Parameters.Any(contract.IsOfInstance)))
            {
                _issuers.Add(method.ContainingType.OriginalDefinition);
            }

            return Issues(contract) || method.Parameters.Any(p => p.RefKind == RefKind.Out && contract.IsOfInstance(p));
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call) => call is null
            ? IsIssuer(type)
            : Issues(call.Contract) || call.Contract.Opens || call.Method.Parameters.Any(p => p.RefKind == RefKind.Out && call.Contract.IsOfInstance(p));

        public override void OnCall(FlowStep step, FlowCall call)
        {
            if (call.Contract.Opens && call.Result.Single is { } opened)
            {
                _known.Add(opened);
            }

            foreach (var argument in call.Arguments.Where(a => a.Parameter is not null && (call.Contract.IsOfInstance(a.Parameter) || call.Contract.ConsumedBy(a.Parameter) is not null)))
            {
                foreach (var (value, operation) in argument.Values)
                {
                    if (argument.Parameter!.RefKind == RefKind.Out)
                    {
                        Issue(call, value);
                    }
                    else
                    {
                        Check(step, call, value, operation);
                    }
                }
            }

            if (Issues(call.Contract))
            {
                Issue(call, call.Result);
            }
        }

        /// <summary>A lock is of the file that it was taken on, as a token is of its issuer; what a lease holds stays where it is.</summary>
        private static bool Issues(MethodContract contract) => contract.IssuesToken || (contract.Acquires && !contract.Borrows);

        private static void Issue(FlowCall call, FlowValue value)
        {
            if (value.Single is { } token)
            {
                token.Owner = call.Receiver.Single;
            }
        }

        private void Check(FlowStep step, FlowCall call, FlowValue value, IOperation operation)
        {
            if (value.Single is { Owner: { } issuer, Origin: { } origin } && call.Receiver.Single is { } other && issuer != other && IsApart(issuer) && IsApart(other))
            {
                step.Report(Diagnostic.Create(
                    s_rule,
                    operation.Syntax.GetLocation(),
                    [origin.Syntax.GetLocation()],
                    FlowText.Name(value, operation),
                    issuer.Name ?? "another instance",
                    FlowText.Line(origin),
                    call.Method.Name,
                    other.Name ?? "this instance"));
            }
        }

        /// <summary>What was opened here, and what is held under a name of its own: that two names stand for one file would make one of them pointless.</summary>
        private bool IsApart(FlowObject value) => value.IsAmbient || _known.Contains(value);

        private bool IsIssuer(ITypeSymbol type)
        {
            for (var current = type; current is not null; current = current.BaseType)
            {
                if (_issuers.Contains(current.OriginalDefinition))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
