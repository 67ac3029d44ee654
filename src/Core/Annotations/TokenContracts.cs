namespace Mapwright;

/// <summary>The value is a token: dropping it is a mistake.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class MustUseAttribute : ContractAttribute;

/// <summary>
/// The argument is spent by a call that succeeds; an exception leaves it live, and so does a method that answers
/// <see langword="false"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ConsumesAttribute : ContractAttribute
{
    /// <summary>
    /// The right that is spent, where the token carries several: a receipt is flushed once, and may still be exchanged. When not
    /// given, the call spends the whole token.
    /// </summary>
    public string? Right { get; set; }
}

/// <summary>
/// The returned token belongs to the instance that the call was made on. On a parameter: the argument must be a token of that instance, and stays
/// the caller's. What a token issues is a part of it: spending the part spends that much of the whole.
/// </summary>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter, Inherited = false)]
public sealed class IssuedByAttribute : ContractAttribute;

/// <summary>The call takes a lock or a lease, which the returned value gives back.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class AcquiresAttribute : ContractAttribute;

/// <summary>The call gives a lock or a lease back.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ReleasesAttribute : ContractAttribute;
