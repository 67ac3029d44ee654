using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>What is known at one point of a body: what each variable may be, and the facts of each object.</summary>
internal sealed class FlowState
{
    private readonly FlowFacts _new;
    private Dictionary<object, FlowValue> _variables;
    private Dictionary<FlowObject, FlowFacts> _objects;
    private bool _sharesVariables;
    private bool _sharesObjects;

    /// <summary>Makes the state of a body that has not begun.</summary>
    /// <param name="factCount">The number of facts that the rule has.</param>
    public FlowState(int factCount)
    {
        _variables = new(VariableComparer.Instance);
        _objects = [];
        _new = FlowFacts.New(factCount);
    }

    private FlowState(FlowState other)
    {
        _variables = other._variables;
        _objects = other._objects;
        _sharesVariables = other._sharesVariables = true;
        _sharesObjects = other._sharesObjects = true;
        _new = other._new;
        IsReachable = other.IsReachable;
    }

    /// <summary>Whether a path leads here.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>The objects that exist here.</summary>
    public IEnumerable<FlowObject> Objects => _objects.Keys;

    // What a state shares with its clones is copied before the first change: most states differ from the one before in a thing or two, or in nothing.
    private Dictionary<object, FlowValue> OwnVariables
    {
        get
        {
            if (_sharesVariables)
            {
                _variables = new(_variables, VariableComparer.Instance);
                _sharesVariables = false;
            }

            return _variables;
        }
    }

    private Dictionary<FlowObject, FlowFacts> OwnObjects
    {
        get
        {
            if (_sharesObjects)
            {
                _objects = new(_objects);
                _sharesObjects = false;
            }

            return _objects;
        }
    }

    /// <summary>A state of its own with the same content.</summary>
    public FlowState Clone() => new(this);

    /// <summary>What is known of an object; null when it does not exist here.</summary>
    public FlowFacts? FactsOf(FlowObject value) => _objects.TryGetValue(value, out var facts) ? facts : value.IsAmbient ? _new : null;

    /// <summary>Says what is known of an object.</summary>
    public void SetFacts(FlowObject value, FlowFacts facts) => OwnObjects[value] = facts;

    /// <summary>Begins an object anew: variables that held the last one from the same place no longer hold it.</summary>
    public void Begin(FlowObject value)
    {
        if (_objects.ContainsKey(value))
        {
            foreach (var stale in _variables.Where(v => v.Value.Objects.Contains(value)).ToList())
            {
                OwnVariables[stale.Key] = stale.Value.Without(value);
            }
        }

        OwnObjects[value] = _new;
    }

    /// <summary>Whether an object exists here on some path.</summary>
    public bool Exists(FlowObject value) => value.IsAmbient || _objects.ContainsKey(value);

    /// <summary>Notes that on this path the object does not exist.</summary>
    public void Remove(FlowObject value) => OwnObjects.Remove(value);

    /// <summary>What a variable may be; null when nothing is known of it.</summary>
    public FlowValue? ValueOf(object variable) => _variables.TryGetValue(variable, out var value) ? value : null;

    /// <summary>Assigns to a variable.</summary>
    /// <returns>Whether the variable is followed; not when other code may change it.</returns>
    public bool Bind(object variable, FlowValue value)
    {
        if (ValueOf(variable) is { IsShared: true })
        {
            return false;
        }

        OwnVariables[variable] = value;
        return true;
    }

    /// <summary>Gives what a variable may be, and forgets the variable.</summary>
    public FlowValue? Take(object variable)
    {
        var value = ValueOf(variable);
        if (value is not null)
        {
            OwnVariables.Remove(variable);
        }

        return value;
    }

    /// <summary>Takes in what is known on another path that leads to the same point.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Join(FlowState other)
    {
        var changed = !ReferenceEquals(_variables, other._variables) && JoinVariables(other);
        return (!ReferenceEquals(_objects, other._objects) && JoinObjects(other)) || changed;
    }

    private bool JoinVariables(FlowState other)
    {
        var changed = false;
        foreach (var pair in other._variables)
        {
            var joined = _variables.TryGetValue(pair.Key, out var mine) ? mine.Join(pair.Value, this, other) : pair.Value;
            if (!joined.Equals(mine))
            {
                OwnVariables[pair.Key] = joined;
                changed = true;
            }
        }

        return changed;
    }

    private bool JoinObjects(FlowState other)
    {
        var changed = false;
        foreach (var pair in other._objects)
        {
            changed |= JoinFacts(pair.Key, FactsOf(pair.Key), pair.Value);
        }

        foreach (var ambient in _objects.Keys.Where(o => o.IsAmbient && !other._objects.ContainsKey(o)).ToList())
        {
            changed |= JoinFacts(ambient, _objects[ambient], _new);
        }

        return changed;
    }

    private bool JoinFacts(FlowObject value, FlowFacts? mine, FlowFacts theirs)
    {
        var joined = mine?.Join(theirs) ?? theirs;
        if (mine is not null && joined.IsSame(mine) && _objects.ContainsKey(value))
        {
            return false;
        }

        OwnObjects[value] = joined;
        return true;
    }

    /// <summary>Variables are symbols, compared as symbols, and the captures of the graph.</summary>
    private sealed class VariableComparer : IEqualityComparer<object>
    {
        public static VariableComparer Instance { get; } = new();

        public new bool Equals(object? x, object? y) =>
            x is ISymbol a ? y is ISymbol b && SymbolEqualityComparer.Default.Equals(a, b) : object.Equals(x, y);

        public int GetHashCode(object obj) => obj is ISymbol symbol ? SymbolEqualityComparer.Default.GetHashCode(symbol) : obj.GetHashCode();
    }
}
