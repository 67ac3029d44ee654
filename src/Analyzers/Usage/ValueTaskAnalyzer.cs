using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0009: the value task of an operation is awaited twice, or by nobody.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ValueTaskAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0009";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "The value task of an operation is not awaited exactly once",
        "{0} {1}",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The value task of an operation stands for a pooled item, which serves another operation as soon as its result was taken. When nobody takes it, neither its error nor its end is seen.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule(contracts);

    private sealed class Rule(ContractTable contracts) : FlowRule
    {
        private const int Taken = First;
        private const int Preserved = First + 1;

        public override int FactCount => Preserved + 1;

        /// <summary>What is awaited where it is begun is awaited once.</summary>
        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract) => IsPending(method, contract) && !TaskTypes.IsAwaited(operation);

        public override bool Follows(ITypeSymbol type, FlowCall? call) => call is not null && IsPending(call.Method, call.Contract);

        public override bool Forwards(IMethodSymbol method) => method.Name is "ConfigureAwait" or "GetAwaiter";

        public override void OnCall(FlowStep step, FlowCall call)
        {
        }

        public override void OnAwait(FlowStep step, FlowValue value, IOperation operation)
        {
            if (value.Single is { Origin: { } origin } single && step.Gravity(value, Taken) is { } gravity && step.Get(single, Preserved) == Truth.No && step.Where(single, Taken) is { } earlier)
            {
                step.Report(Diagnostic.Create(
                    s_rule,
                    operation.Syntax.GetLocation(),
                    gravity,
                    [earlier.Syntax.GetLocation(), origin.Syntax.GetLocation()],
                    properties: null,
                    Subject(single, origin),
                    $"{(gravity == DiagnosticSeverity.Warning ? "was" : "may have been")} awaited {FlowText.Place(earlier, operation)} already: where it had to wait, its item serves another operation by now, and this throws; await it once, or begin it with 'Preserve()'"));
            }

            step.Set(value, FlowText.Called(operation) == "Preserve" ? Preserved : Taken, Truth.Yes, operation);
        }

        public override void OnExit(FlowStep step)
        {
            foreach (var item in step.State.Objects.Where(item => item is { Origin: not null, Closure: null, IsTuple: false }).ToList())
            {
                // A token that is dropped with its operation is another rule's.
                var isNobodys = item.Name is null && contracts.IsToken(item.Type);
                if (step.Get(item, Taken) == Truth.No && step.Get(item, Preserved) == Truth.No && step.Get(item, Escaped) == Truth.No && !isNobodys)
                {
                    var end = FlowText.End(item.Origin!.Syntax);
                    step.Report(Diagnostic.Create(
                        s_rule,
                        item.Origin.Syntax.GetLocation(),
                        [end],
                        Subject(item, item.Origin),
                        $"is never awaited before this method ends at line {FlowText.Line(end)}: it may still run then, and its error is lost; await it, or discard it with '_ ='"));
                }
            }
        }

        private static string Subject(FlowObject item, IOperation origin) =>
            item.Name is { } name
                ? $"'{name}', the operation of '{FlowText.Called(origin)}' at line {FlowText.Line(origin)},"
                : $"The operation of '{FlowText.Called(origin)}'";

        private bool IsPending(IMethodSymbol method, MethodContract contract) => contract.IsAsyncTwin && contracts.Tasks.IsValueTask(method.ReturnType);
    }
}
