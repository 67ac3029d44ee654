using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage.Overlap;

/// <summary>MW0002: two writes of the same bytes, in no order.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OverlapAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0002";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "Writes overlap, and are in no order",
        "'{0}' writes bytes that '{1}' {2} may still be writing: which of the two stay is not decided; await that one first, or write elsewhere",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Two operations that run at the same time and touch the same bytes leave either's, mixed. Await the first one, or write elsewhere.",
        helpLinkUri: HelpLink.To(Id));

    /// <summary>The report of a write that meets another one.</summary>
    internal static Diagnostic Report(RangeWrite write, RangeWrite other) => Diagnostic.Create(
        s_rule,
        write.Call.Syntax.GetLocation(),
        [other.Call.Syntax.GetLocation()],
        write.Receiver is { } receiver ? $"{receiver.Name}.{write.Call.TargetMethod.Name}" : write.Call.TargetMethod.Name,
        other.Call.TargetMethod.Name,
        FlowText.Place(other.Call, write.Call));

    private protected override FlowRule CreateRule(ContractTable contracts) => new OverlapRule(contracts);
}
