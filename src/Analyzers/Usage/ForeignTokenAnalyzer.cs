using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0012: a token is passed to another object than the one that issued it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForeignTokenAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0012";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A token is used with another object than the one that issued it",
        "'{0}' {1} issued by '{2}' at line {3}, so '{4}' of another object refuses it at run time: pass it to the object that issued it",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "What a call marked [IssuedBy] or [Acquires] returns belongs to the instance that the call was made on.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule(contracts);

    /// <summary>
    /// Follows what is made here, because only of that it is certain that two are not the same, and the tokens. Who issued a token is kept in the
    /// state as a variable of the token's own, so that it is known for each path, and forgotten when a loop makes the issuer anew.
    /// </summary>
    private sealed class Rule(ContractTable contracts) : FlowRule
    {
        private readonly HashSet<ITypeSymbol> _issuers = new(SymbolEqualityComparer.Default);
        private readonly HashSet<ITypeSymbol> _takers = new(SymbolEqualityComparer.Default);
        private readonly Dictionary<ITypeSymbol, int> _makers = new(SymbolEqualityComparer.Default);

        public override int FactCount => First;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            if (Issues(contract) || method.Parameters.Any(p => IsGiven(contract, p)))
            {
                _issuers.Add(method.ContainingType.OriginalDefinition);
            }

            foreach (var made in Made(operation, method, contract).SelectMany(Bases))
            {
                _makers[made] = _makers.TryGetValue(made, out var known) ? known + 1 : 1;
            }

            if (method.Parameters.Any(p => IsTaken(contract, p)))
            {
                _takers.Add(Declaring(method));
            }

            // Only of what is made in two places it is certain that it is not the same.
            return _takers.Any(type => _makers.TryGetValue(type, out var places) && places > 1);
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call) => call is not null
            && (call.Contract.Opens || Issues(call.Contract) || call.Arguments.Any(a => IsGiven(call.Contract, a.Parameter))
                || (call.Operation is IObjectCreationOperation && Bases(type).Any(_issuers.Contains)));

        public override void OnCall(FlowStep step, FlowCall call)
        {
            foreach (var argument in call.Arguments.Where(a => IsTaken(call.Contract, a.Parameter)))
            {
                foreach (var (value, operation) in argument.Values)
                {
                    Check(step, call, value, operation);
                }
            }

            var given = call.Arguments.Where(a => IsGiven(call.Contract, a.Parameter)).SelectMany(a => a.Values).Select(v => v.Value);
            foreach (var token in (Issues(call.Contract) ? given.Append(call.Result) : given).SelectMany(v => v.Objects))
            {
                step.State.Bind(token, call.Receiver);
            }
        }

        private static void Check(FlowStep step, FlowCall call, FlowValue value, IOperation operation)
        {
            var foreign = value.Objects.Where(token => IsForeign(call, step.State.ValueOf(token))).ToList();
            var isCertain = foreign.Count == value.Objects.Length && !value.IsUnknown;
            var isPossible = call.Receiver.Single is not null && value.Objects.Except(foreign).All(token => step.State.ValueOf(token)?.Single == call.Receiver.Single);
            if (foreign.Count > 0 && (isCertain || isPossible))
            {
                var token = foreign[0];
                var issuer = step.State.ValueOf(token)!.Objects[0];
                step.Report(Diagnostic.Create(
                    s_rule,
                    operation.Syntax.GetLocation(),
                    isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                    [token.Origin!.Syntax.GetLocation()],
                    properties: null,
                    FlowText.Name(value, operation),
                    isCertain ? "was" : "may have been",
                    issuer.Name ?? issuer.Type?.Name ?? "",
                    FlowText.Line(token.Origin),
                    call.Method.Name));
            }
        }

        /// <summary>Whether all that may have issued the token is something else than all that the call may be made on, but of the same kind.</summary>
        private static bool IsForeign(FlowCall call, FlowValue? issuers) =>
            issuers is { IsUnknown: false, Objects.IsEmpty: false } && call.Receiver is { IsUnknown: false, Objects.IsEmpty: false }
            && issuers.Objects.Concat(call.Receiver.Objects).All(o => o.Origin is not null)
            && !issuers.Objects.Intersect(call.Receiver.Objects).Any()
            && issuers.Objects.All(o => o.Type is { } type && Bases(type).Contains(Declaring(call.Method), SymbolEqualityComparer.Default));

        /// <summary>The types of what a call may make.</summary>
        private IEnumerable<ITypeSymbol> Made(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            if (operation is IObjectCreationOperation)
            {
                yield return method.ContainingType;
            }
            else if (contract.Opens || Issues(contract))
            {
                yield return contracts.Tasks.ResultOf(method.ReturnType);
            }

            foreach (var parameter in contract.IsStated ? method.Parameters.Where(p => p.RefKind == RefKind.Out) : [])
            {
                yield return parameter.Type;
            }
        }

        private static bool Issues(MethodContract contract) => contract.IssuesToken || contract.Acquires;

        private static bool IsGiven(MethodContract contract, IParameterSymbol? parameter) => parameter?.RefKind == RefKind.Out && contract.IsOfInstance(parameter);

        private static bool IsTaken(MethodContract contract, IParameterSymbol? parameter) =>
            parameter is not null && parameter.RefKind != RefKind.Out && (contract.IsOfInstance(parameter) || contract.ConsumedBy(parameter) is not null);

        private static ITypeSymbol Declaring(IMethodSymbol method)
        {
            var current = method;
            while (current.OverriddenMethod is { } overridden)
            {
                current = overridden;
            }

            return current.ContainingType.OriginalDefinition;
        }

        private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
        {
            for (var current = type; current is not null; current = current.BaseType)
            {
                yield return current.OriginalDefinition;
            }
        }
    }
}
