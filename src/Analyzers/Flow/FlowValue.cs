using System.Collections.Immutable;

namespace Mapwright.Analyzers.Flow;

/// <summary>What an expression or a variable may be: one of some objects, or something that nobody follows.</summary>
internal sealed class FlowValue : IEquatable<FlowValue>
{
    private static readonly FlowValue s_true = Guarded([FlowGuard.True]);
    private static readonly FlowValue s_false = Guarded([FlowGuard.False]);

    private FlowValue(ImmutableArray<FlowObject> objects, bool isUnknown, bool isShared, ImmutableArray<FlowGuard> guards)
    {
        Objects = objects;
        IsUnknown = isUnknown;
        IsShared = isShared;
        Guards = guards;
    }

    /// <summary>Nothing: null, or a variable that was not assigned.</summary>
    public static FlowValue None { get; } = new([], isUnknown: false, isShared: false, []) { MayBeNothing = true };

    /// <summary>Something that nobody follows.</summary>
    public static FlowValue Unknown { get; } = new([], isUnknown: true, isShared: false, []);

    /// <summary>The value of a variable that other code may change at any time.</summary>
    public static FlowValue Shared { get; } = new([], isUnknown: true, isShared: true, []);

    /// <summary>The objects that it may be.</summary>
    public ImmutableArray<FlowObject> Objects { get; }

    /// <summary>Those of the objects that may exist where it is another one.</summary>
    private ImmutableArray<FlowObject> Doubtful { get; init; } = [];

    /// <summary>Whether it may be null, or a variable that was not assigned.</summary>
    public bool MayBeNothing { get; private init; }

    /// <summary>Whether it is null for certain.</summary>
    public bool IsNothing => MayBeNothing && !IsUnknown && Objects.IsEmpty;

    /// <summary>Whether it may be something that nobody follows.</summary>
    public bool IsUnknown { get; }

    /// <summary>Whether the variable stays unknown, whatever is assigned to it.</summary>
    public bool IsShared { get; }

    /// <summary>What follows from its being true or false.</summary>
    public ImmutableArray<FlowGuard> Guards { get; }

    /// <summary>The one object that it is for certain; null when it may be another one.</summary>
    public FlowObject? Single => Objects.Length == 1 && !IsUnknown ? Objects[0] : null;

    /// <summary>Whether nothing at all is known of it.</summary>
    public bool IsNobodys => IsUnknown && !IsShared && Objects.IsEmpty && Guards.IsEmpty;

    /// <summary>Which truth value it is; null where it may be either.</summary>
    public bool? Constant => Guards.Length != 1 ? null : Guards[0] == FlowGuard.True ? true : Guards[0] == FlowGuard.False ? false : null;

    /// <summary>A truth value that is known.</summary>
    public static FlowValue Of(bool value) => value ? s_true : s_false;

    /// <summary>An object.</summary>
    public static FlowValue Of(FlowObject value) => new([value], isUnknown: false, isShared: false, []);

    /// <summary>A truth value from which something follows.</summary>
    public static FlowValue Guarded(ImmutableArray<FlowGuard> guards) => new([], isUnknown: true, isShared: false, guards);

    /// <summary>Whether it is the object wherever that exists, though it may be another one elsewhere.</summary>
    public bool Is(FlowObject item) => Single == item || (Objects.Contains(item) && !Doubtful.Contains(item));

    /// <summary>What it may be where two paths meet.</summary>
    /// <param name="other">What it is on the other path.</param>
    /// <param name="here">What is known on this path.</param>
    /// <param name="there">What is known on the other path.</param>
    public FlowValue Join(FlowValue other, FlowState here, FlowState there)
    {
        if (ReferenceEquals(this, other) || Equals(other))
        {
            return this;
        }

        var objects = Objects.Union(other.Objects).ToImmutableArray();
        return new(
            objects,
            IsUnknown || other.IsUnknown,
            IsShared || other.IsShared,
            Guards.SequenceEqual(other.Guards) ? Guards : [])
        {
            MayBeNothing = MayBeNothing || other.MayBeNothing,
            Doubtful = [.. objects.Where(o => IsDoubtful(o, here) || other.IsDoubtful(o, there))],
        };
    }

    /// <summary>The value without an object, which a variable of this name no longer is.</summary>
    public FlowValue Without(FlowObject gone) =>
        Objects.Contains(gone)
        ? new(Objects.Remove(gone), isUnknown: true, IsShared, Guards) { MayBeNothing = MayBeNothing, Doubtful = Doubtful.Remove(gone) }
        : this;

    /// <inheritdoc/>
    public bool Equals(FlowValue? other) =>
        ReferenceEquals(this, other)
        || (other is not null && IsUnknown == other.IsUnknown && IsShared == other.IsShared && MayBeNothing == other.MayBeNothing
            && IsSame(Objects, other.Objects) && IsSame(Doubtful, other.Doubtful) && Guards.SequenceEqual(other.Guards));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlowValue);

    /// <inheritdoc/>
    public override int GetHashCode() => Objects.Length;

    private static bool IsSame(ImmutableArray<FlowObject> a, ImmutableArray<FlowObject> b) => a.Length == b.Length && a.All(o => b.Contains(o));

    private bool IsDoubtful(FlowObject item, FlowState state) => Objects.Contains(item) ? Doubtful.Contains(item) : state.Exists(item);
}
