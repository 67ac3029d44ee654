using System.Collections.Immutable;
using System.Globalization;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Mapwright.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>MW0010: an offset or a length that can only be misaligned.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MisalignedAnalyzer() : FlowAnalyzer(s_rule)
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "MW0010";

    /// <summary>The property of a report that says what the value should be a multiple of.</summary>
    public const string Unit = nameof(Unit);

    private static readonly DiagnosticDescriptor s_rule = new(
        Id,
        "An offset or a length is misaligned",
        "{0} {1} is no multiple of {2}{3}, so '{4}' throws: round it down or up",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A block device is read and written in whole blocks, and a file past the page cache in whole sectors.",
        helpLinkUri: HelpLink.To(Id));

    private protected override FlowRule CreateRule(ContractTable contracts) => new Rule();

    /// <summary>One fact: whether the code asks for itself. The block size is decided where the object is opened, and never changes.</summary>
    private sealed class Rule : FlowRule
    {
        private const int Asked = First;

        private readonly HashSet<string> _units = [];
        private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);
        private readonly Dictionary<SyntaxNode, IInvocationOperation> _calls = [];
        private bool _concerns;

        public override int FactCount => Asked + 1;

        public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
        {
            if (operation is IInvocationOperation call)
            {
                if (contract.Opens)
                {
                    _calls[call.Syntax] = call;
                }

                if (contract.Range is { IsAligned: true } range && Intervals(call, range).Any(part => part.Values.Any(v => v != 0)))
                {
                    _calls[call.Syntax] = call;
                    _types.Add(call.Instance?.Type ?? method.ContainingType);
                    _units.Add(range.Unit ?? "");
                    _concerns = true;
                }
            }

            return _concerns;
        }

        public override bool Follows(ITypeSymbol type, FlowCall? call) => _types.Contains(type);

        public override void OnCall(FlowStep step, FlowCall call)
        {
            foreach (var asked in AlignmentGuards.Asked(call, _units))
            {
                step.Set(asked, Asked, Truth.Yes, call.Operation);
            }

            if (call.Contract.Range is not { IsAligned: true } range || !_calls.TryGetValue(call.Operation.Syntax, out var written)
                || call.Receiver.Objects.Any(o => step.Get(o, Asked) != Truth.No))
            {
                return;
            }

            var opening = call.Receiver.Single?.Origin is { } origin && _calls.TryGetValue(origin.Syntax, out var opened) ? opened : null;
            if (range.AlignedWhen is { } condition && !Holds(condition, written, opening))
            {
                return;
            }

            var size = opening is not null && step.Contracts.Of(opening.TargetMethod).BlockSize is var preset and > 0 ? CallOptions.Number(opening, "BlockSize", preset) : null;
            var unit = size ?? range.AtLeast;
            foreach (var (name, values, place) in Intervals(written, range))
            {
                if (!values.IsEmpty && unit > 0 && values.All(value => value % unit != 0))
                {
                    step.Report(Diagnostic.Create(
                        s_rule,
                        place.Syntax.GetLocation(),
                        opening is null ? [] : [opening.Syntax.GetLocation()],
                        ImmutableDictionary<string, string?>.Empty.Add(Unit, unit.ToString(CultureInfo.InvariantCulture)),
                        name,
                        string.Join(" or ", values),
                        unit,
                        size is null ? ", and no unit is smaller" : $", the size of a block since '{FlowText.Called(opening!)}' at line {FlowText.Line(opening!)}",
                        written.Instance is { } instance ? $"{FlowText.Name(call.Receiver, instance)}.{call.Method.Name}" : call.Method.Name));
                }
            }
        }

        private static bool Holds(string condition, IInvocationOperation call, IInvocationOperation? opening)
        {
            var here = CallOptions.Says(call, condition);
            var isNamed = call.Arguments.Any(a => string.Equals(a.Parameter?.Name, condition.Split('=')[0], StringComparison.OrdinalIgnoreCase));
            return isNamed ? here == Truth.Yes : opening is not null && CallOptions.Says(opening, condition) == Truth.Yes;
        }

        private static IEnumerable<(string Name, ImmutableArray<long> Values, IOperation Place)> Intervals(IInvocationOperation call, RangeContract range)
        {
            if (Argument(call, range.Offset) is { } offset)
            {
                yield return ("Offset", Numbers.Of(offset), offset);
            }

            if (Argument(call, range.Length) is { } length)
            {
                var number = length.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
                yield return ("Length", number ? Numbers.Of(length) : Numbers.Length(length) is { } known ? [known] : [], length);
            }
        }

        private static IOperation? Argument(IInvocationOperation call, int ordinal) => call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == ordinal)?.Value;
    }
}
