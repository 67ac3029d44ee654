using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0003: what was written here is not flushed here, and nobody else can.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnflushedWriteAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0003";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "What was written is not flushed",
        "'{0}', {1} '{2}' at line {3}, is {4} flushed: its bytes may be lost on a power failure; flush it on every path that leaves here",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A write is durable when it was flushed. Disposing does not flush, and nothing at run time tells.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule(contracts);

    /// <summary>
    /// Follows what is opened here, and the receipts of writes; and strings, where a path may be met again. A file that is renamed before it is flushed is
    /// MW0011's, which says what is worse.
    /// </summary>
    private sealed class Rule(ContractTable contracts) : FlowRule
    {
        private const int Dirty = First;
        private const int Flushed = First + 1;
        private const int Unsure = First + 2;
        private const int Renamed = First + 3;

        private readonly HashSet<FlowObject> _receipts = [];
        private readonly OpenedPaths _paths = new();
        private int _pathCalls;
        private bool _opens;
        private bool _writes;

        public override int FactCount => Renamed + 1;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            _pathCalls += contract.IsFlushRelevant || OpenedPaths.Source(method, contract) is not null ? 1 : 0;
            _opens |= contract.IsFlushRelevant;
            _writes |= contract is { Dirties: true, Borrows: false, Acquires: false };
            return (_opens && _writes) || GivesReceipt(method, contract);
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call) => (_pathCalls > 1 && type.SpecialType == SpecialType.System_String)
            || (call is not null && ((call.Contract.IsFlushRelevant && !OpeningOptions.MaySet(call, call.Contract.FlushRelevantUnless)) || GivesReceipt(call.Method, call.Contract)));

        public override void OnCall(FlowStep step, FlowCall call)
        {
            Follow(step, call);
            if (GivesReceipt(call.Method, call.Contract))
            {
                Own(call);
            }
            else if (call.Contract.Dirties)
            {
                Write(step, call);
            }

            Exchange(step, call);
            var isOfTokens = Spend(step, call);
            if (call.Contract.Cleans)
            {
                Flush(step, call, isPartial: isOfTokens || call.Contract.IsPartial);
            }
            else if (FlushContracts.MayChange(call))
            {
                step.Set(call.Receiver, Unsure, Truth.Yes, call.Operation);
            }
        }

        public override void OnUnfinished(FlowStep step, FlowState before, IOperation operation)
        {
            foreach (var flushed in step.DecidedSince(before, Flushed))
            {
                step.Set(flushed, Unsure, Truth.Yes, operation);
            }
        }

        public override void OnExit(FlowStep step)
        {
            foreach (var item in step.State.Objects.ToList())
            {
                var isReceipt = _receipts.Contains(item);
                var isNever = isReceipt ? step.Get(item, Flushed) == Truth.No : step.Get(item, Dirty) == Truth.Yes || step.Get(item, Flushed) == Truth.No;
                var isWritten = isReceipt ? item.Name is not null && step.Get(item, Flushed) != Truth.Yes : step.Get(item, Dirty) is Truth.Yes or Truth.Maybe;
                if (isWritten && step.Get(item, Escaped) == Truth.No && step.Get(item, Unsure) == Truth.No
                    && step.Get(item, Renamed) == Truth.No)
                {
                    var write = isReceipt ? item.Origin! : step.Where(item, Dirty)!;
                    step.Report(Diagnostic.Create(
                        s_rule,
                        write.Syntax.GetLocation(),
                        isNever ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                        [item.Origin!.Syntax.GetLocation()],
                        properties: null,
                        item.Name ?? "it",
                        isReceipt ? "from" : "written by",
                        FlowText.Called(write),
                        FlowText.Line(write),
                        isNever ? "never" : "not on every path"));
                }
            }
        }

        private void Follow(FlowStep step, FlowCall call)
        {
            OpenedPaths.Ask(call);
            if (call.Contract.IsFlushRelevant && call.Result.Single is { } file)
            {
                _paths.Open(step, call, file);
            }
            else if (OpenedPaths.Renamed(call) is { } path)
            {
                foreach (var renamed in _paths.At(step, path))
                {
                    step.Set(renamed, Renamed, Truth.Yes, call.Operation);
                }
            }
        }

        private void Own(FlowCall call)
        {
            if (call.Result.Single is { } receipt)
            {
                receipt.Owner = call.Receiver.Single;
                _receipts.Add(receipt);
            }
        }

        private static void Write(FlowStep step, FlowCall call)
        {
            if (call.Contract.Borrows || call.Contract.Acquires)
            {
                step.Set(call.Receiver, Unsure, Truth.Yes, call.Operation);
                return;
            }

            switch (FlushContracts.IsDurable(call))
            {
                case Truth.No:
                    step.Set(call.Receiver, Dirty, Truth.Yes, call.Operation);
                    step.Set(call.Receiver, Renamed, Truth.No, call.Operation);
                    break;
                case Truth.Maybe:
                    step.Set(call.Receiver, Unsure, Truth.Yes, call.Operation);
                    break;
            }
        }

        /// <summary>A token that is given for another one is flushed through that one.</summary>
        private static void Exchange(FlowStep step, FlowCall call)
        {
            if (call.Contract.IssuesToken)
            {
                foreach (var (value, _) in call.Arguments.Where(a => a.Parameter?.RefKind != RefKind.Out && call.Contract.IsOfInstance(a.Parameter)).SelectMany(a => a.Values))
                {
                    step.Set(value, Unsure, Truth.Yes, call.Operation);
                }
            }
        }

        private static bool Spend(FlowStep step, FlowCall call)
        {
            var any = false;
            foreach (var argument in call.Arguments.Where(a => call.Contract.ConsumedBy(a.Parameter) is not null))
            {
                any = true;
                foreach (var (value, _) in argument.Values)
                {
                    step.Set(value, Flushed, Truth.Yes, call.Operation);
                }
            }

            return any;
        }

        /// <summary>A flush of something that is not followed may be of anything that is.</summary>
        private void Flush(FlowStep step, FlowCall call, bool isPartial)
        {
            Clean(step, call.Receiver, call.Operation, isPartial);
            foreach (var same in call.Receiver.Single is { } flushed ? _paths.SameAs(step, flushed).ToList() : [])
            {
                Clean(step, FlowValue.Of(same), call.Operation, isPartial);
            }

            if (isPartial && call.Receiver.Single is not null)
            {
                return;
            }

            foreach (var item in step.State.Objects.ToList())
            {
                if (item.Owner is null ? call.Receiver.Single is null || _receipts.Contains(item) : !isPartial && call.Receiver.Objects.Contains(item.Owner))
                {
                    step.Set(item, Unsure, Truth.Yes, call.Operation);
                }
            }
        }

        private static void Clean(FlowStep step, FlowValue value, IOperation flush, bool isPartial)
        {
            step.Set(value, isPartial ? Unsure : Flushed, Truth.Yes, flush);
            foreach (var item in isPartial ? [] : value.Objects)
            {
                var isAll = value.Is(item);
                step.Set(item, Dirty, isAll ? Truth.No : Truth.No | step.Get(item, Dirty), isAll ? null : step.Where(item, Dirty));
            }
        }

        private bool GivesReceipt(IMethodSymbol method, MethodContract contract) =>
            contract is { Dirties: true, Borrows: false, Acquires: false } && contracts.IsToken(contracts.Tasks.ResultOf(method.ReturnType));
    }
}
