using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0001: a token is passed on after it was spent.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpentTokenAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0001";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A token is used after it was spent",
        "'{0}' {4} spent by '{1}' {2}, so this call of '{3}' is refused at run time: it needs a new token",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An argument marked [Consumes] is spent by a call that succeeds: a range is written once, a receipt is flushed once. A call that threw has not spent it.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    /// <summary>
    /// A fact for the whole token, one for parts that were split off, and one for each right that may be spent alone. A pending operation that is handed to somebody before it was
    /// awaited may be meant to fail, so it may not have spent anything.
    /// </summary>
    private sealed class Rule : FlowRule
    {
        private const int Awaited = First;
        private const int Unsure = First + 1;
        private const int PartSpent = First + 2;
        private const int Spent = First + 3;

        private readonly Dictionary<FlowObject, (FlowObject Token, int Fact)> _pending = [];
        private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);
        private readonly List<string> _rights = [];

        public override int FactCount => Spent + 1 + _rights.Count;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            var concerns = false;
            foreach (var parameter in method.Parameters)
            {
                if (contract.ConsumedBy(parameter) is { } right)
                {
                    concerns = true;
                    Note(parameter.Type, right);
                }
            }

            return concerns;
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call) => _types.Contains(type) || (call is not null && call.Arguments.Any(a => call.Contract.ConsumedBy(a.Parameter) is not null));

        public override void OnAwait(FlowStep step, FlowValue value, IOperation operation)
        {
            if (operation is IAwaitOperation)
            {
                step.Set(value, Awaited, Truth.Yes, operation);
            }
        }

        public override void OnEscape(FlowStep step, FlowObject value, IOperation operation, EscapeKind kind)
        {
            if (kind == EscapeKind.Passed && step.Get(value, Awaited) == Truth.No && _pending.TryGetValue(value, out var spent) && !FlowPlatform.IsPassedToPlatform(operation))
            {
                step.Set(spent.Token, Unsure, Truth.Yes, operation);
                step.Set(spent.Token, spent.Fact, Truth.Maybe, step.Where(spent.Token, spent.Fact) ?? operation);
            }
        }

        public override void OnCall(FlowStep step, FlowCall call)
        {
            Split(step, call);
            foreach (var argument in call.Arguments)
            {
                if (call.Contract.ConsumedBy(argument.Parameter) is { } right)
                {
                    foreach (var (value, operation) in argument.Values)
                    {
                        Spend(step, call, value, operation, right);
                    }
                }
            }
        }

        private void Spend(FlowStep step, FlowCall call, FlowValue value, IOperation operation, string right)
        {
            var fact = right.Length == 0 ? Spent : Spent + 1 + _rights.IndexOf(right);
            Check(step, call, value, operation, fact);
            if (step.Contracts.Tasks.ResultOf(call.Method.ReturnType).SpecialType == SpecialType.System_Boolean && value.Single is { } single)
            {
                // A method that tries has spent the token where it answers true.
                call.Result = FlowValue.Guarded(call.Result.Guards.Add(new FlowGuard(single, fact, Truth.Yes, step.Get(single, fact), call.Operation)));
                step.Set(single, fact, Truth.Maybe | step.Get(single, fact), call.Operation);
                step.Set(single, Unsure, Truth.Yes, call.Operation);
            }
            else
            {
                step.Set(value, fact, Truth.Yes, call.Operation);
                foreach (var whole in Wholes(step, value))
                {
                    step.Set(whole, PartSpent, Truth.Yes, call.Operation);
                }

                if (step.Contracts.Tasks.IsPending(call.Method.ReturnType) && call.Result.Single is { } pending && value.Single is { } token)
                {
                    _pending[pending] = (token, fact);
                }
            }
        }

        /// <summary>A token is spent with the whole that it is a part of, and not whole any more when a part of it is spent.</summary>
        private static void Check(FlowStep step, FlowCall call, FlowValue value, IOperation operation, int fact)
        {
            foreach (var (token, spent) in Wholes(step, value).Select(static whole => (whole, Spent)).Append((value, Spent)).Append((value, PartSpent)).Append((value, fact)))
            {
                if (step.Gravity(token, spent, step.Get(token, Unsure) != Truth.No) is { } gravity && step.Where(token, spent) is { } earlier)
                {
                    step.Report(Diagnostic.Create(
                        s_rule,
                        operation.Syntax.GetLocation(),
                        gravity,
                        [earlier.Syntax.GetLocation()],
                        properties: null,
                        FlowText.Name(token, token == value ? operation : earlier),
                        FlowText.Called(earlier),
                        FlowText.Place(earlier, call.Operation),
                        call.Method.Name,
                        gravity == DiagnosticSeverity.Warning ? "was" : "may have been"));
                }
            }
        }

        /// <summary>Notes what a token was split into.</summary>
        private static void Split(FlowStep step, FlowCall call)
        {
            var parts = call.Arguments.Where(a => a.Parameter?.RefKind == RefKind.Out && call.Contract.IsOfInstance(a.Parameter)).SelectMany(a => a.Values).SelectMany(v => v.Value.Objects).ToList();
            foreach (var part in parts)
            {
                // In a loop the rest of one turn is the whole of the next, and its name stands for the new rest from here on.
                step.State.Bind(part, parts.Intersect(call.Receiver.Objects).Any() ? FlowValue.Unknown : call.Receiver);
            }
        }

        /// <summary>What the token is a part of, from the nearest on.</summary>
        private static List<FlowValue> Wholes(FlowStep step, FlowValue value)
        {
            var wholes = new List<FlowValue>();
            while (value.Single is { } part && step.State.ValueOf(part) is { Single: not null } whole && !wholes.Contains(whole))
            {
                wholes.Add(whole);
                value = whole;
            }

            return wholes;
        }

        private void Note(ITypeSymbol type, string right)
        {
            _types.Add(type);
            foreach (var element in type is IArrayTypeSymbol array ? [array.ElementType] : (type as INamedTypeSymbol)?.TypeArguments ?? [])
            {
                _types.Add(element);
            }

            if (right.Length > 0 && !_rights.Contains(right))
            {
                _rights.Add(right);
            }
        }
    }
}
