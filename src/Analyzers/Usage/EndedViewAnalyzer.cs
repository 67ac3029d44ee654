using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0005: a view is used after what it looks into was disposed, resized, frozen or closed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndedViewAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0005";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A view is used after it ended",
        "'{0}', a view that '{1}' gave at line {2}, is used after '{3}' at line {4} {5}ended it: it sees zeros, or what it stores is lost; take a lease, or use it earlier",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "What a member marked [Borrows] returns is valid until a call marked [Invalidates], or a dispose, of the same instance.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    private sealed class Rule : BorrowRule
    {
        public override int FactCount => FirstOfRule;

        public override void OnRead(FlowStep step, FlowValue value, IOperation reference)
        {
            // Of several views that it may be, all have ended or nothing is said.
            if ((value.IsUnknown ? null : value.Objects.FirstOrDefault()) is { Origin: { } origin } view && value.Objects.All(IsView) && step.Gravity(value, Ended, step.Get(view, Unsure) != Truth.No) is { } gravity
                && step.Where(view, Ended) is { } end && !IsHarmless(reference))
            {
                step.Report(Diagnostic.Create(
                    s_rule,
                    reference.Syntax.GetLocation(),
                    gravity,
                    [origin.Syntax.GetLocation(), end.Syntax.GetLocation()],
                    properties: null,
                    FlowText.Name(value, reference),
                    FlowText.Called(origin),
                    FlowText.Line(origin),
                    FlowText.Called(end),
                    FlowText.Line(end),
                    gravity == DiagnosticSeverity.Warning ? "" : "may have "));

                // One report is enough for all that follows.
                foreach (var one in value.Objects)
                {
                    step.Set(one, Ended, Truth.Maybe, end);
                    step.Set(one, Unsure, Truth.Yes, end);
                }
            }
        }

        /// <summary>Its length stays true, and it may be disposed at any time.</summary>
        private static bool IsHarmless(IOperation reference)
        {
            var user = reference.Parent is IConversionOperation conversion ? conversion.Parent : reference.Parent;
            return user is IPropertyReferenceOperation { Property.Name: "Length" or "IsEmpty" }
                || (user is IInvocationOperation { Instance: not null } call && Disposal.IsDispose(call.TargetMethod))
                || user is INameOfOperation;
        }
    }
}
