namespace Mapwright;

/// <summary>The call leaves unflushed writes on the instance.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DirtiesAttribute : ContractAttribute;

/// <summary>The call makes the instance's writes durable.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CleansAttribute : ContractAttribute;

/// <summary>On a factory: facts about the opened object that are known from the call.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OpensAttribute : ContractAttribute
{
    /// <summary>Whether the object may be written.</summary>
    public bool Writable { get; set; }

    /// <summary>Whether writes stay private to the mapping.</summary>
    public bool CopyOnWrite { get; set; }

    /// <summary>Whether writes need a flush to be durable.</summary>
    public bool FlushRelevant { get; set; }

    /// <summary>The block size in bytes that offsets and lengths are multiples of; 0 when there is none.</summary>
    public int BlockSize { get; set; }
}
