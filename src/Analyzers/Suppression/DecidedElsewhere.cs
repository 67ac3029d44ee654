using System.Collections.Immutable;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Suppression;

/// <summary>Keeps a rule of .NET from reporting a second time, and less precisely, what a rule of ours decides by contract.</summary>
/// <remarks>Where ours is turned off, the other one speaks.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DecidedElsewhere : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_blocking = new(
        "MWS1849", "CA1849", "MW0008 finds the twin by its contract, passes the token, and knows adapters that run on the caller");

    private static readonly SuppressionDescriptor s_valueTask = new(
        "MWS2012", "CA2012", "MW0009 follows the value task of an operation through its variable to each await, and knows what is discarded by name");

    private static readonly SuppressionDescriptor s_guard = new(
        "MWS2000", "CA2000", "MW0007 knows by its contract what is to be given back, by which calls, and that what was not got needs no release");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [s_blocking, s_valueTask, s_guard];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (context.Compilation.GetTypeByMetadataName("Mapwright.AsyncTwinOfAttribute") is not { } twinOf)
        {
            return;
        }

        var twins = new AsyncTwins(twinOf, context.Compilation.GetTypeByMetadataName("System.Threading.CancellationToken"));
        var contracts = ContractTable.Of(context.Compilation);
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (Call(context, diagnostic) is not { } call)
            {
                continue;
            }

            var (rule, ours, isDecided) = diagnostic.Id switch
            {
                "CA1849" => (s_blocking, BlockingCallAnalyzer.Id, twins.Find(call.TargetMethod) is not null),
                "CA2012" => (s_valueTask, ValueTaskAnalyzer.Id, FollowedOperation.Is(call, contracts)),
                _ => (s_guard, HeldGuardAnalyzer.Id, IsOf(diagnostic, call) && contracts.Of(call.TargetMethod).Acquires),
            };
            if (isDecided && !IsOff(context, call.Syntax.SyntaxTree, ours))
            {
                context.ReportSuppression(Microsoft.CodeAnalysis.Diagnostics.Suppression.Create(rule, diagnostic));
            }
        }
    }

    /// <summary>Whether the report is of what the call gives, and not of something that is passed to it.</summary>
    private static bool IsOf(Diagnostic diagnostic, IInvocationOperation call) => diagnostic.Location.SourceSpan is var span
        && (span == call.Syntax.Span || call.Arguments.Any(a => a.Parameter?.RefKind == RefKind.Out && a.Syntax.Span.Contains(span)));

    private static IInvocationOperation? Call(SuppressionAnalysisContext context, Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
        {
            return null;
        }

        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var call = node.FirstAncestorOrSelf<InvocationExpressionSyntax>() ?? node.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault();
        return call is null ? null : context.GetSemanticModel(tree).GetOperation(call, context.CancellationToken) as IInvocationOperation;
    }

    private static bool IsOff(SuppressionAnalysisContext context, SyntaxTree tree, string id) =>
        context.Compilation.Options is var options
        && ((options.SyntaxTreeOptionsProvider?.TryGetDiagnosticValue(tree, id, context.CancellationToken, out var severity) is true && severity == ReportDiagnostic.Suppress)
            || (options.SpecificDiagnosticOptions.TryGetValue(id, out var specific) && specific == ReportDiagnostic.Suppress));
}
