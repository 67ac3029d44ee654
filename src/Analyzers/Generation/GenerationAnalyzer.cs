using System.Collections.Immutable;
using Mapwright.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Generation;

/// <summary>MW01xx: what the generator cannot emit from, at the place where the mistake is.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GenerationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => GenerationRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var compilation = start.Compilation;
            if (compilation.GetTypeByMetadataName(KnownNames.SchedulerAdapter) is { } adapter
                && compilation.GetTypeByMetadataName(KnownNames.Surface) is { } surface
                && compilation.GetTypeByMetadataName(KnownNames.Operation) is { } operation)
            {
                var scope = new AdapterScope(compilation, adapter);
                start.RegisterSymbolAction(type => AnalyzeType(type, scope, adapter, surface), SymbolKind.NamedType);
                start.RegisterSymbolAction(method => AnalyzeMethod(method, operation), SymbolKind.Method);
            }
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, AdapterScope scope, INamedTypeSymbol adapter, INamedTypeSymbol surface)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Find(type, surface) is { } onSurface)
        {
            Report(context, OperationRules.SurfaceProblems(type), onSurface);
        }

        if (Find(type, adapter) is { } onAdapter)
        {
            Report(context, scope.Problems(type), onAdapter);
        }
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, INamedTypeSymbol operation)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (Find(method, operation) is { } attribute)
        {
            Report(context, OperationRules.Problems(method), attribute);
        }
    }

    private static AttributeData? Find(ISymbol symbol, INamedTypeSymbol attribute) =>
        symbol.GetAttributes().FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute));

    private static void Report(SymbolAnalysisContext context, IEnumerable<Problem> problems, AttributeData attribute)
    {
        foreach (var problem in problems)
        {
            context.ReportDiagnostic(GenerationRules.Report(problem, Place(problem.Symbol, attribute)));
        }
    }

    /// <summary>The name in the file of the attribute, so that a partial type is marked where it says what it is.</summary>
    private static Location Place(ISymbol symbol, AttributeData attribute)
    {
        var tree = attribute.ApplicationSyntaxReference?.SyntaxTree;
        return symbol.Locations.FirstOrDefault(location => location.SourceTree == tree) ?? symbol.Locations[0];
    }
}
