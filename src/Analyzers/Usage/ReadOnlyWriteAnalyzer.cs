using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Mapwright.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0013: something is written that was opened for reading only, or frozen.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReadOnlyWriteAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0013";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "What cannot be written is written",
        "'{0}' cannot be written {5}since '{1}' {2}, so '{3}' throws: {4}",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A file that was opened for reading, or a mapping that was frozen, refuses each write with an exception.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    /// <summary>
    /// Two facts: refuses writes by a call that another one may undo, or for ever. Who asks the object before it writes knows better, and so may another
    /// method of the object whose field it is in.
    /// </summary>
    private sealed class Rule : FlowRule
    {
        private const int Frozen = First;
        private const int ReadOnly = First + 1;
        private const int Asked = First + 2;

        private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);
        private readonly HashSet<SyntaxNode> _readOnly = [];
        private bool _writes;
        private bool _refuses;

        public override int FactCount => Asked + 1;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            if (contract.Writes || contract.Freezes)
            {
                _writes |= contract.Writes;
                _refuses |= contract.Freezes;
                for (var declaring = method; declaring is not null; declaring = declaring.OverriddenMethod)
                {
                    _types.Add(declaring.ContainingType);
                }
            }

            if (contract.Opens && operation is IInvocationOperation call && IsReadOnly(call, contract))
            {
                _readOnly.Add(call.Syntax);
                _refuses = true;
            }

            return _writes && _refuses;
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call)
        {
            for (var current = type; current is not null; current = current.BaseType)
            {
                if (_types.Contains(current))
                {
                    return true;
                }
            }

            return false;
        }

        public override void OnCall(FlowStep step, FlowCall call)
        {
            if (call.Contract.Writes)
            {
                Check(step, call);
            }

            if (call.Contract.Freezes || call.Contract.Unfreezes)
            {
                step.Set(call.Receiver, Frozen, call.Contract.Freezes ? Truth.Yes : Truth.No, call.Operation);
            }

            if (_readOnly.Contains(call.Operation.Syntax))
            {
                step.Set(call.Result, ReadOnly, Truth.Yes, call.Operation);
            }

            if (call.Operation is IPropertyReferenceOperation { Type.SpecialType: SpecialType.System_Boolean })
            {
                step.Set(call.Receiver, Asked, Truth.Yes, call.Operation);
            }

            if (step.IsOthers(call))
            {
                foreach (var known in step.State.Objects.Where(o => o.Symbol is IFieldSymbol && step.Get(o, Frozen) != Truth.No).ToList())
                {
                    step.Set(known, Asked, Truth.Yes, call.Operation);
                }
            }
        }

        public override void OnUnfinished(FlowStep step, FlowState before, IOperation operation)
        {
            foreach (var frozen in step.DecidedSince(before, Frozen))
            {
                step.Set(frozen, Asked, Truth.Yes, operation);
            }
        }

        private static bool IsReadOnly(IInvocationOperation call, MethodContract contract) =>
            !contract.IsWritable || (contract.ReadOnlyWhen is { } condition && CallOptions.Says(call, condition) == Truth.Yes);

        private static void Check(FlowStep step, FlowCall call)
        {
            foreach (var fact in (int[])[ReadOnly, Frozen])
            {
                if (step.Gravity(call.Receiver, fact) is { } gravity
                    && step.Get(call.Receiver, Asked) == Truth.No
                    && (fact == ReadOnly || step.Get(call.Receiver, Escaped) == Truth.No)
                    && step.Where(call.Receiver, fact) is { } cause)
                {
                    step.Report(Diagnostic.Create(
                        s_rule,
                        call.Operation.Syntax.GetLocation(),
                        gravity,
                        [cause.Syntax.GetLocation()],
                        properties: null,
                        FlowText.Name(call.Receiver, Instance(call.Operation)),
                        FlowText.Called(cause),
                        FlowText.Place(cause, call.Operation),
                        call.Method.Name,
                        fact == ReadOnly ? "open it for writing" : "unfreeze it first",
                        gravity == DiagnosticSeverity.Warning ? "" : "on some paths "));
                    return;
                }
            }
        }

        private static IOperation Instance(IOperation operation) => (operation as IInvocationOperation)?.Instance ?? operation;
    }
}
