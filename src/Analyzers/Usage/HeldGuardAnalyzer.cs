using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0007: a lock or a lease that was taken here is not given back here, and nobody else can.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HeldGuardAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0007";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A lock or a lease is not given back",
        "{0}, taken by '{1}' at line {2}, is {3}: what it holds stays taken, and who wants it next fails or waits; declare it with 'using'",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "What a call marked [Acquires] returns holds a lock, or pages of a map, until it is disposed.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule(contracts);

    private sealed class Rule(ContractTable contracts) : FlowRule
    {
        private const int Released = First;

        private readonly HashSet<FlowObject> _taken = [];
        private readonly HashSet<FlowObject> _used = [];

        public override int FactCount => Released + 1;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract) => contract.Acquires;

        public override bool Follows(ITypeSymbol type, FlowCall? call) => call is not null
            && ((call.Contract.Acquires && (contracts.IsToken(type) || Disposal.IsDisposable(type))) || call.Contract.Opens);

        public override void OnCall(FlowStep step, FlowCall call)
        {
            if (call.Contract.Acquires)
            {
                foreach (var guard in call.Arguments.Where(a => a.Parameter?.RefKind == RefKind.Out).SelectMany(a => a.Values).Select(v => v.Value).Append(call.Result).SelectMany(v => v.Objects))
                {
                    _taken.Add(guard);
                    guard.Owner = call.Contract.Borrows ? null : call.Receiver.Single;
                }
            }

            // What hands the guard on, or something else to give back, is no use of it.
            if (call.Receiver.Single is { } used && !Disposal.IsDisposable(contracts.Tasks.ResultOf(call.Method.ReturnType)))
            {
                _used.Add(used);
            }

            if (call.Contract.Releases || Disposal.IsDispose(call.Method))
            {
                step.Set(call.Receiver, Released, Truth.Yes, call.Operation);
                EndLocksOf(step, call);
            }

            foreach (var (value, _) in call.Arguments.Where(a => call.Contract.ConsumedBy(a.Parameter) is not null).SelectMany(a => a.Values))
            {
                step.Set(value, Released, Truth.Yes, call.Operation);
            }
        }

        /// <summary>A lock ends with the file object that it was taken on; a lease of a map does not.</summary>
        private static void EndLocksOf(FlowStep step, FlowCall call)
        {
            if (call.Receiver.Single is { } owner && Disposal.IsDispose(call.Method))
            {
                foreach (var guard in step.State.Objects.Where(item => item.Owner == owner).ToList())
                {
                    step.Set(guard, Released, Truth.Yes, call.Operation);
                }
            }
        }

        public override void OnExit(FlowStep step)
        {
            // One that never was in a variable, and that nothing was asked of, is a dropped token, which is another rule's.
            foreach (var item in step.State.Objects.Where(item => item.Origin is not null && _taken.Contains(item) && (item.Name is not null || _used.Contains(item))).ToList())
            {
                var truth = step.Get(item, Released);
                if (truth is Truth.No or Truth.Maybe && step.Get(item, Escaped) == Truth.No)
                {
                    var end = FlowText.End(item.Origin!.Syntax);
                    var release = step.Where(item, Released);
                    step.Report(Diagnostic.Create(
                        s_rule,
                        item.Origin.Syntax.GetLocation(),
                        truth == Truth.No ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                        [release is null ? end : release.Syntax.GetLocation()],
                        properties: null,
                        item.Name is { } name ? $"'{name}'" : $"The {item.Type!.Name}",
                        FlowText.Called(item.Origin),
                        FlowText.Line(item.Origin),
                        truth == Truth.No ? $"never given back before this method ends at line {FlowText.Line(end)}"
                            : release is null ? "not given back on every path"
                            : $"given back at line {FlowText.Line(release)}, but not on every path"));
                }
            }
        }
    }
}
