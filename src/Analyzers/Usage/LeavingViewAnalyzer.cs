using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0006: a view is returned or stored, and what it looks into ends here.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeavingViewAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0006";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A view outlives what it looks into",
        "{5} that '{0}' gave at line {1}{6} is {2} here, and '{3}' at line {4} ends it: whoever uses it sees zeros, or an exception; copy the bytes, or hand out a lease",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "What a member marked [Borrows] returns is valid until a call marked [Invalidates], or a dispose, of the same instance.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    private sealed class Rule : BorrowRule
    {
        private const int Left = FirstOfRule;

        public override int FactCount => Left + 1;

        public override void OnEscape(FlowStep step, FlowObject value, IOperation operation, EscapeKind kind)
        {
            if (IsView(value) && (kind == EscapeKind.Returned || (kind == EscapeKind.Stored && IsField(operation))))
            {
                step.Set(value, Left, Truth.Yes, operation);
            }
        }

        protected override void OnEnd(FlowStep step, FlowObject view, FlowCall call)
        {
            var leaves = step.Get(view, Returning) == Truth.Yes ? Returning : Left;
            var isKept = view.Owner is { } owner && step.Get(owner, Escaped) != Truth.No;
            if (!isKept && !step.IsExceptional && step.Get(view, leaves) == Truth.Yes && step.Get(view, Ended) == Truth.No && call.Receiver.Single is not null && step.Where(view, leaves) is { } place)
            {
                step.Report(Diagnostic.Create(
                    s_rule,
                    place.Syntax.GetLocation(),
                    [view.Origin!.Syntax.GetLocation(), call.Operation.Syntax.GetLocation()],
                    FlowText.Called(view.Origin),
                    FlowText.Line(view.Origin),
                    Assignment(place) is null ? "returned" : "stored",
                    FlowText.Called(call.Operation),
                    FlowText.Line(call.Operation),
                    view.Name is null ? "The view" : $"'{view.Name}', a view",
                    view.Name is null ? "" : ","));
            }
        }

        /// <summary>A field or property of this object or of a type lives on; what a local object or array holds may not.</summary>
        private static bool IsField(IOperation operation) =>
            Assignment(operation)?.Target is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } };

        private static ISimpleAssignmentOperation? Assignment(IOperation operation)
        {
            for (var current = operation; current is not null; current = current.Parent)
            {
                if (current is ISimpleAssignmentOperation assignment)
                {
                    return assignment;
                }
            }

            return null;
        }
    }
}
