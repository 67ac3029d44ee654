namespace Mapwright;

/// <summary>From this call on the instance refuses to be written, until a call marked <see cref="UnfreezesAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class FreezesAttribute : ContractAttribute;

/// <summary>From this call on the instance may be written again.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UnfreezesAttribute : ContractAttribute;

/// <summary>The call is one step for every other party, so that concurrent calls at one place are in order.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class AtomicAttribute : ContractAttribute;
