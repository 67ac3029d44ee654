using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0011: a file is renamed before its content is flushed, or its new name is not made durable.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnflushedRenameAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0011";

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "A file is renamed without the flushes that make it durable",
        "{0} is renamed {1}, or use 'ReplaceAtomically'",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The content of a file is durable when it was flushed, its new name when its directory was: without the first, the new name may hold an empty or torn file after a power failure.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    /// <summary>
    /// Follows the files that are opened here, and strings, so that a path is known again. What is known of a file is kept in an object that always
    /// exists, so that it is known as well that a file was not opened on some path.
    /// </summary>
    private sealed class Rule : FlowRule
    {
        private const int Opened = First;
        private const int Dirty = First + 1;
        private const int Cleaned = First + 2;
        private const int Asked = First + 3;
        private const int Unsure = First + 4;
        private const int Named = First + 5;

        private readonly Dictionary<FlowObject, FlowObject> _records = [];
        private readonly OpenedPaths _paths = new();
        private readonly Dictionary<IOperation, FlowObject> _renames = [];
        private readonly Dictionary<FlowObject, IOperation> _flushes = [];
        private FlowObject? _names;
        private bool _opens;
        private bool _moves;

        public override int FactCount => Named + 1;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            _opens |= contract.IsFlushRelevant;
            _moves |= OpenedPaths.Source(method, contract) is not null;
            return _opens && _moves;
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call) => type.SpecialType == SpecialType.System_String
            || (call is not null && call.Contract.IsFlushRelevant && !OpeningOptions.MaySet(call, call.Contract.FlushRelevantUnless));

        public override void OnCall(FlowStep step, FlowCall call)
        {
            if (call.Contract.IsFlushRelevant)
            {
                Open(step, call);
            }
            else if (OpenedPaths.Source(call.Method, call.Contract) is not null)
            {
                Rename(step, call);
            }
            else if (call.Contract.Dirties || call.Contract.Cleans || FlushContracts.MayChange(call))
            {
                Touch(step, call);
            }

            if (call.Contract.CleansNames)
            {
                DecideNames(step, Named, call.Operation);
                step.Set(_names ??= new FlowObject(origin: null, call.Method, type: null, canBeAbsent: false), Named, Truth.Yes, call.Operation);
            }

            OpenedPaths.Ask(call);
            if (RunsOthers(step, call))
            {
                // It may flush what it can reach: a directory, and a file whose path it knows as this code does.
                DecideNames(step, Unsure, call.Operation);
                Decide(step, _paths.Files.Where(_paths.IsKnownOutside), Unsure, Truth.Yes, call.Operation);
            }
        }

        public override void OnEscape(FlowStep step, FlowObject value, IOperation operation, EscapeKind kind)
        {
            if (kind == EscapeKind.Passed && !FlowPlatform.IsPassedToPlatform(operation) && !step.Contracts.Of(FlowPlatform.Taker(operation)).IsStated)
            {
                var known = _paths.Files.Where(file => value.Owner == file || OpenedPaths.IsMadeOf(step, file, value)).ToList();
                Decide(step, known, Unsure, Truth.Yes, operation);
            }
        }

        public override void OnUnfinished(FlowStep step, FlowState before, IOperation operation)
        {
            // The names that it flushes may be those of a later rename.
            foreach (var record in step.DecidedSince(before, Cleaned).Concat(step.DecidedSince(before, Named)))
            {
                step.Set(record, Unsure, Truth.Yes, operation);
            }
        }

        public override void OnExit(FlowStep step)
        {
            foreach (var rename in _renames.Values)
            {
                var truth = step.Get(rename, Named);
                if (truth is Truth.No or Truth.Maybe && step.Get(rename, Unsure) == Truth.No)
                {
                    var flush = _flushes[rename];
                    Report(
                        step,
                        rename.Origin!,
                        truth == Truth.No,
                        rename.Name!,
                        $"after '{FlowText.Called(flush)}' at line {FlowText.Line(flush)} made its content durable, and its directory is {(truth == Truth.No ? "never" : "not on every path")} flushed: after a power failure the old name may be back; flush the directory",
                        [flush.Syntax.GetLocation()]);
                }
            }
        }

        private void Open(FlowStep step, FlowCall call)
        {
            if (call.Result.Single is not { } file)
            {
                return;
            }

            if (!_records.TryGetValue(file, out var record))
            {
                _records.Add(file, record = new FlowObject(origin: null, call.Method, file.Type, canBeAbsent: false));
            }

            foreach (var fact in (int[])[Dirty, Cleaned, Asked, Unsure])
            {
                step.State.SetFacts(record, step.State.FactsOf(record)!.With(fact, Truth.No, where: null));
            }

            step.Set(record, Opened, Truth.Yes, call.Operation);
            _paths.Open(step, call, file);
        }

        private void Touch(FlowStep step, FlowCall call)
        {
            var known = call.Receiver.Objects.Where(_records.ContainsKey).SelectMany(file => _paths.SameAs(step, file)).Distinct().ToList();
            var truth = call.Receiver.Single is null ? Truth.Maybe : Truth.Yes;
            if (call.Contract.Cleans)
            {
                if (known.Count == 0 || call.Contract.OnlyBegins)
                {
                    Decide(step, known.Count == 0 ? _records.Keys : known, Unsure, Truth.Yes, call.Operation);
                    return;
                }

                Decide(step, known, Asked, truth, call.Operation);
                if (call.Contract.IsPartial || call.Arguments.Any(a => call.Contract.ConsumedBy(a.Parameter) is not null))
                {
                    Decide(step, known.Where(file => step.Get(_records[file], Dirty) != Truth.No), Unsure, Truth.Yes, call.Operation);
                }
                else
                {
                    Decide(step, known, Cleaned, truth, call.Operation);
                    foreach (var file in known)
                    {
                        // A later report is to name the write.
                        step.Set(_records[file], Dirty, truth == Truth.Yes ? Truth.No : Truth.Maybe, step.Where(_records[file], Dirty) ?? call.Operation);
                    }
                }
            }
            else if (!call.Contract.Dirties || call.Contract.Borrows || call.Contract.Acquires || FlushContracts.IsDurable(call) == Truth.Maybe)
            {
                Decide(step, known, Unsure, Truth.Yes, call.Operation);
            }
            else if (FlushContracts.IsDurable(call) == Truth.No)
            {
                Decide(step, known, Dirty, truth, call.Operation);
            }
        }

        private void Rename(FlowStep step, FlowCall call)
        {
            if (OpenedPaths.Renamed(call) is not { } from)
            {
                return;
            }

            IOperation? asked = null;
            foreach (var file in _paths.At(step, from))
            {
                var record = _records[file];
                if (step.Get(record, Opened) != Truth.Yes)
                {
                    continue;
                }

                var (dirty, cleaned) = (step.Get(record, Dirty), step.Get(record, Cleaned));
                asked ??= step.Get(record, Asked) == Truth.Yes ? step.Where(record, Asked) : null;
                if (dirty is Truth.Yes or Truth.Maybe && step.Get(record, Unsure) == Truth.No && step.Get(file, Escaped) == Truth.No && step.Where(record, Dirty) is { } write)
                {
                    var isCertain = dirty == Truth.Yes || cleaned == Truth.No;
                    var what = $"before what '{FlowText.Called(write)}' wrote at line {FlowText.Line(write)} is flushed";
                    Report(step, call.Operation, isCertain, Name(from), what + (isCertain ? "" : " on every path") + ": after a power failure the new name may hold an empty or torn file; flush it first", [write.Syntax.GetLocation()]);
                }
            }

            if (asked is not null && !call.Operation.Syntax.Ancestors().Any(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            {
                if (!_renames.TryGetValue(call.Operation, out var rename))
                {
                    _renames.Add(call.Operation, rename = new FlowObject(call.Operation, symbol: null, type: null, canBeAbsent: false) { Name = Name(from) });
                }

                _flushes[rename] = asked;
                step.State.Begin(rename);
                if (_names is not null && step.Get(_names, Unsure) != Truth.No)
                {
                    step.Set(rename, Unsure, Truth.Yes, call.Operation);
                }
            }
        }

        /// <summary>Whether a call runs code that is not seen: itself, or a method or a delegate that the platform is given.</summary>
        private bool RunsOthers(FlowStep step, FlowCall call) => step.IsOthers(call)
            ? !(Disposal.IsDispose(call.Method) && call.Receiver.Objects.Any(_records.ContainsKey))
            : !call.Contract.IsStated && call.Arguments.Any(a => a.Parameter?.Type.TypeKind == TypeKind.Delegate && a.Values.All(v => v.Value.Single?.Closure is null));

        private static void Report(FlowStep step, IOperation rename, bool isCertain, string name, string what, IEnumerable<Location> places) => step.Report(Diagnostic.Create(
            s_rule,
            rename.Syntax.GetLocation(),
            isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            places,
            properties: null,
            name,
            what));

        private static string Name(IOperation from) => from.ConstantValue is { HasValue: true, Value: string } ? from.Syntax.ToString() : $"'{from.Syntax}'";

        private void DecideNames(FlowStep step, int fact, IOperation where)
        {
            foreach (var rename in _renames.Values)
            {
                step.Set(rename, fact, Truth.Yes, where);
            }
        }

        private void Decide(FlowStep step, IEnumerable<FlowObject> files, int fact, Truth truth, IOperation where)
        {
            foreach (var record in files.Select(file => _records[file]).ToList())
            {
                step.Set(record, fact, truth, where);
            }
        }
    }
}
