namespace Mapwright;

/// <summary>
/// The member hands out a view (span, memory, pointer, reader, lease) that is valid until a call marked
/// <see cref="InvalidatesAttribute"/> on the same instance.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class BorrowsAttribute : ContractAttribute;

/// <summary>The call ends the views that were handed out before.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class InvalidatesAttribute : ContractAttribute
{
    /// <summary>The name of an option of the opening call that keeps views valid, for example <c>Capacity</c>.</summary>
    public string? Unless { get; set; }
}

/// <summary>The argument must be a multiple of another value. Where it is the offset of a <see cref="RangeOfAttribute"/>, so must the length.</summary>
/// <param name="unit">The name of the member that holds the unit in bytes.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class AlignedAttribute(string unit) : ContractAttribute
{
    /// <summary>The name of the member that holds the unit in bytes.</summary>
    public string Unit { get; } = unit;

    /// <summary>What the unit is a multiple of, whatever it is.</summary>
    public int AtLeast { get; set; } = 1;

    /// <summary>
    /// When it must be: <c>Name=Value</c> of another argument, or of an option of the opening call; always when not given. For example <c>Caching=Direct</c>.
    /// </summary>
    public string? When { get; set; }
}

/// <summary>The call touches the byte interval that starts at the named parameter.</summary>
/// <param name="offset">The name of the parameter that holds the offset in bytes.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RangeOfAttribute(string offset) : ContractAttribute
{
    /// <summary>The name of the parameter that holds the offset in bytes.</summary>
    public string Offset { get; } = offset;

    /// <summary>
    /// The name of the parameter that holds the length in bytes or is the buffer; when not given, the size of the
    /// type argument.
    /// </summary>
    public string? Length { get; set; }
}
