using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0011: a file is renamed that was written here and not flushed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnflushedRenameAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0011";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A file is renamed before it was flushed",
        "'{0}' renames the file that '{1}' wrote at line {2} and nothing flushed: after a power failure the new name may stand for an empty or torn file; flush it first, or use 'ReplaceAtomically'",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A file system may make a rename durable before the bytes of the file.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule(contracts);

    /// <summary>Follows what is opened here, and the strings that are its path.</summary>
    private sealed class Rule(ContractTable contracts) : FlowRule
    {
        private const int Unflushed = First;

        private readonly Dictionary<FlowObject, FlowArgument> _paths = [];

        public override int FactCount => Unflushed + 1;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract) => Source(method, contract) is not null;

        public override bool Follows(ITypeSymbol type, FlowCall? call) =>
            type.SpecialType == SpecialType.System_String
            || (call is { Contract.IsFlushRelevant: true } && !OpeningOptions.MaySet(call, call.Contract.FlushRelevantUnless));

        public override void OnCall(FlowStep step, FlowCall call)
        {
            if (call.Contract.IsFlushRelevant && call.Result.Single is { } opened && call.Arguments.FirstOrDefault(IsText) is { } path)
            {
                _paths[opened] = path;
            }

            if (call.Contract.Dirties && call.Contract.DirtiesUnless is null && !contracts.IsToken(contracts.Tasks.ResultOf(call.Method.ReturnType)))
            {
                step.Set(call.Receiver, Unflushed, Truth.Yes, call.Operation);
            }
            else if (call.Contract.Cleans)
            {
                step.Set(call.Receiver, Unflushed, call.Contract.IsPartial ? Truth.Maybe : Truth.No, call.Operation);
            }

            if (Source(call.Method, call.Contract) is { } source && call.Arguments.FirstOrDefault(a => a.Parameter?.Name == source) is { } from)
            {
                Rename(step, call, from);
            }
        }

        private void Rename(FlowStep step, FlowCall call, FlowArgument from)
        {
            foreach (var file in step.State.Objects.Where(file => _paths.TryGetValue(file, out var path) && IsSame(path, from)).ToList())
            {
                if (step.Get(file, Unflushed) == Truth.Yes && step.Get(file, Escaped) == Truth.No && step.Where(file, Unflushed) is { } write)
                {
                    step.Report(Diagnostic.Create(
                        s_rule,
                        call.Operation.Syntax.GetLocation(),
                        [write.Syntax.GetLocation()],
                        call.Method.Name,
                        FlowText.Called(write),
                        FlowText.Line(write)));
                }
            }
        }

        private static bool IsText(FlowArgument argument) => argument.Parameter?.Type.SpecialType == SpecialType.System_String;

        /// <summary>The parameter that names what is renamed. The platform's own method carries no contract.</summary>
        private static string? Source(IMethodSymbol method, MethodContract contract) => contract.Renames
            ?? (method is { Name: "Move" or "Replace", ContainingType: { Name: "File", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } } ? "sourceFileName" : null);

        private static bool IsSame(FlowArgument a, FlowArgument b) =>
            a.Operation.ConstantValue is { HasValue: true, Value: string text }
                ? b.Operation.ConstantValue is { HasValue: true, Value: string other } && text == other
                : a.Values is { Length: 1 } && b.Values is { Length: 1 } && a.Values[0].Value.Single is { } path && path == b.Values[0].Value.Single;
    }
}
