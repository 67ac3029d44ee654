using System.Collections.Immutable;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Suppression;

/// <summary>Keeps a rule of .NET from reporting a second time, and less precisely, what a rule of ours decides by contract.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DecidedElsewhere : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_blocking = new(
        "MWS1849", "CA1849", "MW0008 finds the twin by its contract, passes the token, and knows adapters that run on the caller");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [s_blocking];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (context.Compilation.GetTypeByMetadataName("Mapwright.AsyncTwinOfAttribute") is not { } twinOf)
        {
            return;
        }

        var twins = new AsyncTwins(twinOf, context.Compilation.GetTypeByMetadataName("System.Threading.CancellationToken"));
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (Called(context, diagnostic) is { } method && twins.Find(method) is not null)
            {
                context.ReportSuppression(Microsoft.CodeAnalysis.Diagnostics.Suppression.Create(s_blocking, diagnostic));
            }
        }
    }

    private static IMethodSymbol? Called(SuppressionAnalysisContext context, Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
        {
            return null;
        }

        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var call = node.FirstAncestorOrSelf<InvocationExpressionSyntax>() ?? node.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault();
        return call is null ? null : context.GetSemanticModel(tree).GetSymbolInfo(call, context.CancellationToken).Symbol as IMethodSymbol;
    }
}
