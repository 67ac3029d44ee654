using System.Collections.Immutable;

namespace Mapwright.Analyzers.Flow;

/// <summary>What an expression or a variable may be: one of some objects, or something that nobody follows.</summary>
internal sealed class FlowValue : IEquatable<FlowValue>
{
    private FlowValue(ImmutableArray<FlowObject> objects, bool isUnknown, bool isShared, ImmutableArray<FlowGuard> guards)
    {
        Objects = objects;
        IsUnknown = isUnknown;
        IsShared = isShared;
        Guards = guards;
    }

    /// <summary>Nothing: null, or a variable that was not assigned.</summary>
    public static FlowValue None { get; } = new([], isUnknown: false, isShared: false, []);

    /// <summary>Something that nobody follows.</summary>
    public static FlowValue Unknown { get; } = new([], isUnknown: true, isShared: false, []);

    /// <summary>The value of a variable that other code may change at any time.</summary>
    public static FlowValue Shared { get; } = new([], isUnknown: true, isShared: true, []);

    /// <summary>The objects that it may be.</summary>
    public ImmutableArray<FlowObject> Objects { get; }

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

    /// <summary>An object.</summary>
    public static FlowValue Of(FlowObject value) => new([value], isUnknown: false, isShared: false, []);

    /// <summary>A truth value from which something follows.</summary>
    public static FlowValue Guarded(ImmutableArray<FlowGuard> guards) => new([], isUnknown: true, isShared: false, guards);

    /// <summary>What it may be where two paths meet.</summary>
    public FlowValue Join(FlowValue other)
    {
        if (ReferenceEquals(this, other) || Equals(other))
        {
            return this;
        }

        return new(
            Objects.Union(other.Objects).ToImmutableArray(),
            IsUnknown || other.IsUnknown,
            IsShared || other.IsShared,
            Guards.SequenceEqual(other.Guards) ? Guards : []);
    }

    /// <summary>The value without an object, which a variable of this name no longer is.</summary>
    public FlowValue Without(FlowObject gone) =>
        Objects.Contains(gone) ? new(Objects.Remove(gone), isUnknown: true, IsShared, Guards) : this;

    /// <inheritdoc/>
    public bool Equals(FlowValue? other) =>
        ReferenceEquals(this, other)
        || (other is not null && IsUnknown == other.IsUnknown && IsShared == other.IsShared
            && Objects.Length == other.Objects.Length && Objects.All(o => other.Objects.Contains(o)) && Guards.SequenceEqual(other.Guards));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlowValue);

    /// <inheritdoc/>
    public override int GetHashCode() => Objects.Length;
}
