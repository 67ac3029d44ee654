using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>What a rule sees and may change at one point of a body.</summary>
/// <param name="contracts">The contracts.</param>
/// <param name="report">Takes diagnostics.</param>
internal sealed class FlowStep(ContractTable contracts, Action<Diagnostic> report)
{
    /// <summary>The contracts.</summary>
    public ContractTable Contracts { get; } = contracts;

    /// <summary>What is known here.</summary>
    public FlowState State { get; set; } = new(0);

    /// <summary>Whether facts are final, and reports are taken.</summary>
    public bool IsReporting { get; set; }

    /// <summary>Whether an exception was caught on the way: what differs between paths then may differ because a call failed.</summary>
    public bool IsExceptional { get; set; }

    /// <summary>Whether something would have been reported while facts were not final.</summary>
    public bool IsSuspicious { get; private set; }

    /// <summary>What is known of a fact, over all objects that the value may be.</summary>
    /// <param name="value">The value.</param>
    /// <param name="fact">The number of the fact.</param>
    public Truth Get(FlowValue value, int fact)
    {
        var truth = value.IsUnknown ? Truth.Maybe : Truth.None;
        foreach (var item in value.Objects)
        {
            truth |= Get(item, fact);
        }

        return truth;
    }

    /// <summary>What is known of a fact of an object.</summary>
    public Truth Get(FlowObject value, int fact) => State.FactsOf(value)?[fact] ?? Truth.None;

    /// <summary>How grave a report is of a fact that should not hold: a warning where it always does, an information where it does on some paths, null for none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="fact">The number of the fact.</param>
    /// <param name="isDoubtful">Whether it is not known on which paths it holds.</param>
    public DiagnosticSeverity? Gravity(FlowValue value, int fact, bool isDoubtful = false) => Get(value, fact) switch
    {
        Truth.Yes => DiagnosticSeverity.Warning,
        Truth.Maybe when value.Single is { } single && !isDoubtful && !IsExceptional && Get(single, FlowRule.Escaped) == Truth.No => DiagnosticSeverity.Info,
        _ => null,
    };

    /// <summary>What made a fact so.</summary>
    public IOperation? Where(FlowValue value, int fact) => value.Objects.Select(o => Where(o, fact)).FirstOrDefault(w => w is not null);

    /// <summary>What made a fact of an object so.</summary>
    public IOperation? Where(FlowObject value, int fact) => State.FactsOf(value)?.Where(fact);

    /// <summary>The objects of which a fact was decided since another state, and is not that it does not hold.</summary>
    public List<FlowObject> DecidedSince(FlowState before, int fact) =>
        [.. State.Objects.Where(o => before.FactsOf(o) is { } old && State.FactsOf(o) is { } now && now[fact] != Truth.No && (old[fact] != now[fact] || old.Where(fact) != now.Where(fact)))];

    /// <summary>Whether a call runs code that nothing is known of: a method of one's own or of another library, or a delegate.</summary>
    public bool IsOthers(FlowCall call)
    {
        if (call.Contract.IsStated || call.Method.MethodKind is not (MethodKind.Ordinary or MethodKind.DelegateInvoke or MethodKind.LocalFunction))
        {
            return false;
        }

        // A using calls the interface's Dispose.
        var type = Disposal.IsDispose(call.Method) ? Disposal.Disposed(call.Operation) ?? call.Method.ContainingType : call.Method.ContainingType;
        return call.Method.MethodKind == MethodKind.DelegateInvoke || (!FlowPlatform.IsOfPlatform(type) && !Contracts.IsOfLibrary(type));
    }

    /// <summary>Decides a fact. Of an object that may exist where the value is another one it is known only that it may be so.</summary>
    public void Set(FlowValue value, int fact, Truth truth, IOperation where)
    {
        foreach (var item in value.Objects)
        {
            Set(item, fact, value.Is(item) ? truth : truth | Get(item, fact), where);
        }
    }

    /// <summary>Decides a fact of an object.</summary>
    public void Set(FlowObject value, int fact, Truth truth, IOperation? where)
    {
        if (State.FactsOf(value) is { } facts)
        {
            State.SetFacts(value, facts.With(fact, truth, where));
        }
    }

    /// <summary>Reports, once facts are final.</summary>
    public void Report(Diagnostic diagnostic)
    {
        if (IsReporting)
        {
            report(diagnostic);
        }
        else
        {
            IsSuspicious = true;
        }
    }
}
