namespace Mapwright;

/// <summary>The value is a token: dropping it is a mistake.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class MustUseAttribute : ContractAttribute;

/// <summary>The argument is spent by a call that succeeds; an exception leaves it live.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ConsumesAttribute : ContractAttribute;

/// <summary>The returned token belongs to the instance that the call was made on.</summary>
[AttributeUsage(AttributeTargets.ReturnValue, Inherited = false)]
public sealed class IssuedByAttribute : ContractAttribute;

/// <summary>The call takes a lock or a lease, which the returned value gives back.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.ReturnValue, Inherited = false)]
public sealed class AcquiresAttribute : ContractAttribute;

/// <summary>The call gives a lock or a lease back.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ReleasesAttribute : ContractAttribute;
