using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Usage;

/// <summary>Follows views and what they look into: a view ends with a call marked <c>[Invalidates]</c>, or a dispose, of its owner.</summary>
/// <remarks>What is acquired, a lease or a reader that holds the pages, is no view: it lives as long as it is held, and hands out views of its own.</remarks>
internal abstract class BorrowRule : FlowRule
{
    /// <summary>The view has ended.</summary>
    protected const int Ended = First;

    /// <summary>A body that was called is about to return the view: when it ends now, it leaves what it looks into.</summary>
    protected const int Returning = First + 1;

    /// <summary>Whether the view has ended cannot be told here.</summary>
    protected const int Unsure = First + 2;

    /// <summary>The first fact that is a derived rule's own.</summary>
    protected const int FirstOfRule = First + 3;

    private readonly HashSet<ITypeSymbol> _owners = new(SymbolEqualityComparer.Default);
    private readonly HashSet<FlowObject> _views = [];
    private readonly Dictionary<FlowObject, FlowCall> _opened = [];

    /// <inheritdoc/>
    public sealed override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract) =>
        contract.Borrows && IsNoLease(contract) && _owners.Add(method.ContainingType.OriginalDefinition);

    /// <inheritdoc/>
    public sealed override bool Follows(ITypeSymbol type, FlowCall? call) => (call is not null && IsView(call.Contract)) || IsOwner(type);

    /// <inheritdoc/>
    public sealed override bool HandsOn(IMethodSymbol? method, FlowObject source) =>
        _views.Contains(source) && method is not null && FlowPlatform.IsOfPlatform(method) && IsViewOf(method);

    /// <inheritdoc/>
    public sealed override void OnCall(FlowStep step, FlowCall call)
    {
        if (call.Result.Single is { } result)
        {
            if (call.Contract.Opens)
            {
                _opened[result] = call;
            }

            if (IsView(call.Contract) && result.Origin == call.Operation)
            {
                result.Owner = call.Receiver.Single;
                _views.Add(result);
            }
        }

        if (call.Contract.Invalidates || Disposal.IsDispose(call.Method))
        {
            foreach (var owner in call.Receiver.Objects.Where(owner => Ends(call, owner)))
            {
                foreach (var view in step.State.Objects.Where(view => view.Owner == owner).ToList())
                {
                    OnEnd(step, view, call);

                    // A view that is returned there is reported there, and not where it is used.
                    var isCertain = call.Receiver.Single is not null && step.Get(view, Returning) == Truth.No;
                    step.Set(view, Ended, isCertain ? Truth.Yes : Truth.Maybe, call.Operation);
                    step.Set(view, Unsure, isCertain ? Truth.No : Truth.Yes, call.Operation);
                }
            }
        }
    }

    /// <inheritdoc/>
    public sealed override void OnUnfinished(FlowStep step, FlowState before, IOperation operation)
    {
        foreach (var view in step.DecidedSince(before, Ended))
        {
            step.Set(view, Ended, Truth.Maybe, operation);
            step.Set(view, Unsure, Truth.Yes, operation);
        }
    }

    /// <inheritdoc/>
    public sealed override void OnReturn(FlowStep step, FlowObject value, IOperation? operation)
    {
        if (IsView(value))
        {
            step.Set(value, Returning, operation is null ? Truth.No : Truth.Yes, operation ?? value.Origin!);
        }
    }

    /// <summary>Whether an object is a view.</summary>
    protected bool IsView(FlowObject value) => _views.Contains(value);

    /// <summary>A view is about to end.</summary>
    protected virtual void OnEnd(FlowStep step, FlowObject view, FlowCall call)
    {
    }

    private static bool IsView(MethodContract contract) => contract.Borrows && IsNoLease(contract);

    private static bool IsNoLease(MethodContract contract) => !contract.Acquires;

    private bool IsOwner(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (_owners.Contains(current.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an option of the opening call keeps valid ends only where that call was seen, without the option.</summary>
    private bool Ends(FlowCall call, FlowObject owner) =>
        call.Contract.InvalidatesUnless is not { } unless || Disposal.IsDispose(call.Method)
        || (_opened.TryGetValue(owner, out var opening) && !OpeningOptions.MaySet(opening, unless));

    /// <summary>Whether a method of the platform gives a view of what it is given: memory can be seen as a span, and no span as memory. A method of one's own may copy.</summary>
    private static bool IsViewOf(IMethodSymbol method)
    {
        var isConstructor = method.MethodKind == MethodKind.Constructor;
        var from = isConstructor || method.IsStatic ? method.Parameters.FirstOrDefault()?.Type : method.ContainingType;
        var to = isConstructor ? method.ContainingType : method.ReturnType;
        return from is not null && IsViewType(to) && (to.IsRefLikeType || !from.IsRefLikeType);
    }

    private static bool IsViewType(ITypeSymbol type) =>
        type.IsRefLikeType || type.TypeKind == TypeKind.Pointer
        || (type is INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "ReadOnlySequence", Arity: 1 } named && named.ContainingNamespace.ToDisplayString() is "System" or "System.Buffers");
}
