using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0014: a flush of the base class library, whose errors nobody sees.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreportedFlushAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0014";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A flush of the base class library hides its errors",
        "'{0}'{1} returns as if all were durable even when the system reports on Linux that bytes were lost: use StorageFile.FlushAll, which throws",
        Category.Usage,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: ".NET drops what fsync reports on Linux, and the system reports a failed write-back once. StorageFile.FlushAll throws it.",
        helpLinkUri: HelpLink.To(Id));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // A contract says which code is the library's; these members belong to another one, so here they are named.
            if (start.Compilation.GetTypeByMetadataName("Mapwright.ContractAttribute") is not null
                && LibraryFlushes.Of(start.Compilation) is { } flushes)
            {
                start.RegisterOperationAction(operation => AnalyzeCall(operation, flushes), OperationKind.Invocation);
                start.RegisterOperationAction(operation => AnalyzeReference(operation, flushes), OperationKind.MethodReference);
            }
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, LibraryFlushes flushes)
    {
        var call = (IInvocationOperation)context.Operation;
        if (flushes.IsFlushToDisk(call.TargetMethod)
            || (flushes.IsStreamFlush(call.TargetMethod) && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: true }))
        {
            Report(context, call.TargetMethod, call.Instance ?? call.Arguments.FirstOrDefault()?.Value);
        }
    }

    private static void AnalyzeReference(OperationAnalysisContext context, LibraryFlushes flushes)
    {
        var method = ((IMethodReferenceOperation)context.Operation).Method;
        if (flushes.IsFlushToDisk(method))
        {
            Report(context, method, flushed: null);
        }
    }

    /// <param name="context">Where.</param>
    /// <param name="method">What flushes.</param>
    /// <param name="flushed">The stream or the handle; null where it is not known.</param>
    private static void Report(OperationAnalysisContext context, IMethodSymbol method, IOperation? flushed) => context.ReportDiagnostic(Diagnostic.Create(
        s_rule,
        context.Operation.Syntax.GetLocation(),
        Variable(flushed) is { } variable ? variable.Locations : [],
        $"{method.ContainingType.Name}.{method.Name}",
        Variable(flushed) is { } named ? $" of '{named.Name}'" : ""));

    private static ISymbol? Variable(IOperation? flushed) => flushed switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Field: { IsImplicitlyDeclared: false } field } => field,
        _ => null,
    };
}
