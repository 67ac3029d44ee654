using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>Follows one body for one rule: its graph, and those of the lambdas and local functions in it.</summary>
internal sealed class FlowAnalysis
{
    /// <summary>The blocks that are looked at before a body is given up: one whose states do not settle is not worth more.</summary>
    private const int StepCap = 20_000;

    private readonly Dictionary<IOperation, FlowObject> _made = [];
    private readonly Dictionary<ISymbol, FlowObject> _held = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, FlowClosure> _closures = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _running = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _ran = new(SymbolEqualityComparer.Default);
    private readonly ISymbol _owner;
    private IMethodSymbol? _followed;
    private int _steps;

    private FlowAnalysis(FlowRule rule, ContractTable contracts, ISymbol owner, Action<Diagnostic> report)
    {
        _owner = owner;
        IsConstructor = owner is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };
        Rule = rule;
        Step = new FlowStep(contracts, report);
    }

    /// <summary>The rule.</summary>
    public FlowRule Rule { get; }

    /// <summary>Whether the body makes its instance, so that read-only fields still change.</summary>
    public bool IsConstructor { get; }

    /// <summary>Where the analysis stands.</summary>
    public FlowStep Step { get; }

    /// <summary>Follows a body and reports what the rule finds; nothing at all for a body that does not settle.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="contracts">The contracts.</param>
    /// <param name="graph">The graph of the body.</param>
    /// <param name="owner">The method; another symbol for an initializer.</param>
    /// <param name="report">Takes the diagnostics.</param>
    public static void Run(FlowRule rule, ContractTable contracts, ControlFlowGraph graph, ISymbol owner, Action<Diagnostic> report)
    {
        var found = new Dictionary<(string, Location), Diagnostic>();
        var analysis = new FlowAnalysis(rule, contracts, owner, diagnostic => Keep(found, diagnostic));
        try
        {
            analysis.Follow(graph, (owner as IMethodSymbol)?.Parameters ?? [], followed: null);
            analysis.FollowNested(graph);
        }
        catch (NotSettledException)
        {
            return;
        }

        foreach (var diagnostic in found.Values)
        {
            report(diagnostic);
        }
    }

    /// <summary>Counts a step.</summary>
    public void Tick()
    {
        if (++_steps > StepCap)
        {
            throw new NotSettledException();
        }
    }

    /// <summary>Whether a parameter belongs to the object: one of a primary constructor that is met in another member, which is a field.</summary>
    public bool IsMember(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && !SymbolEqualityComparer.Default.Equals(constructor, _owner);

    /// <summary>Whether a variable is of the code around a body that is followed by itself: what is stored there is seen by that code, at any time.</summary>
    public bool IsOutside(ISymbol variable)
    {
        for (var around = _followed?.ContainingSymbol; around is IMethodSymbol; around = around.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(around, variable.ContainingSymbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether so much was looked at already that what is known is no longer kept apart by flags.</summary>
    public bool IsLong => _steps > StepCap / 4;

    /// <summary>The object that an operation makes: the same each time that it is looked at.</summary>
    public FlowObject Made(IOperation origin, ITypeSymbol? type, bool canBeAbsent)
    {
        if (!_made.TryGetValue(origin, out var value))
        {
            _made.Add(origin, value = new FlowObject(origin, symbol: null, type, canBeAbsent));
        }

        return value;
    }

    /// <summary>The object that a parameter or a read-only field holds from the start.</summary>
    public FlowObject Held(ISymbol symbol, ITypeSymbol type)
    {
        if (!_held.TryGetValue(symbol, out var value))
        {
            _held.Add(symbol, value = new FlowObject(origin: null, symbol, type, type.NullableAnnotation == NullableAnnotation.Annotated));
        }

        return value;
    }

    /// <summary>A lambda or a local function, known by its symbol.</summary>
    public FlowClosure ClosureOf(IMethodSymbol symbol, Func<ControlFlowGraph> graph)
    {
        if (!_closures.TryGetValue(symbol, out var closure))
        {
            _closures.Add(symbol, closure = new FlowClosure(symbol, graph()));
        }

        return closure;
    }

    /// <summary>A local function that was met before; null for another.</summary>
    public FlowClosure? KnownClosure(IMethodSymbol symbol) => _closures.TryGetValue(symbol.OriginalDefinition, out var closure) ? closure : null;

    /// <summary>Runs a lambda or a local function where it is called.</summary>
    /// <param name="closure">The body.</param>
    /// <param name="bind">Binds its parameters.</param>
    /// <returns>What it returns; null when it is running already, or too deep, and so was not followed.</returns>
    public FlowValue? Call(FlowClosure closure, Action<FlowState> bind)
    {
        if (_running.Count >= 4 || !_running.Add(closure.Symbol))
        {
            return null;
        }

        _ran.Add(closure.Symbol);
        var (state, isExceptional) = (Step.State, Step.IsExceptional);
        var inner = state.Clone();
        bind(inner);
        var pass = new FlowPass(this, closure.Graph, isNested: true);
        var exit = pass.Run(inner);
        _running.Remove(closure.Symbol);
        Step.State = exit ?? state;
        Step.State.IsReachable = exit is not null;
        Step.IsExceptional = isExceptional;
        pass.End();
        return pass.Returned;
    }

    private void Follow(ControlFlowGraph graph, IEnumerable<ISymbol> known, IMethodSymbol? followed)
    {
        _followed = followed;
        var entry = new FlowState(Rule.FactCount);
        foreach (var symbol in known)
        {
            entry.Bind(symbol, AtEntry(symbol));
        }

        foreach (var flag in known.Where(variable => IsOutside(variable) && FlowFlags.CanBe(variable)))
        {
            entry.Bind(flag, FlowValue.Shared);
        }

        foreach (var value in known.SelectMany(symbol => entry.ValueOf(symbol)!.Objects))
        {
            entry.Begin(value);
        }

        Step.IsReporting = true;
        if (new FlowPass(this, graph, isNested: false).Run(entry) is { } exit)
        {
            Step.State = exit;
            Rule.OnExit(Step);
        }
    }

    /// <summary>The bodies that nobody was seen to call are followed by themselves: of what they capture nothing is known.</summary>
    private void FollowNested(ControlFlowGraph graph)
    {
        foreach (var found in FlowClosure.In(graph))
        {
            var closure = ClosureOf(found.Symbol, () => found.Graph);
            if (!_ran.Contains(closure.Symbol))
            {
                _ran.Add(closure.Symbol);
                Follow(closure.Graph, closure.Symbol.Parameters.Concat(closure.Captured.Keys), closure.Symbol);
            }

            FollowNested(closure.Graph);
        }
    }

    private FlowValue AtEntry(ISymbol symbol)
    {
        var type = symbol is IParameterSymbol parameter ? parameter.Type : ((ILocalSymbol)symbol).Type;
        return symbol is not IParameterSymbol { RefKind: RefKind.Out } && Rule.Follows(Step.Contracts.Tasks.ResultOf(type), call: null)
            ? FlowValue.Of(Held(symbol, type))
            : FlowValue.Unknown;
    }

    /// <summary>Of two reports of one rule at one place the graver one counts.</summary>
    private static void Keep(Dictionary<(string, Location), Diagnostic> found, Diagnostic diagnostic)
    {
        var key = (diagnostic.Id, diagnostic.Location);
        if (!found.TryGetValue(key, out var known) || known.Severity < diagnostic.Severity)
        {
            found[key] = diagnostic;
        }
    }

    private sealed class NotSettledException : Exception;
}
