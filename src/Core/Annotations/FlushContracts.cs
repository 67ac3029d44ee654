namespace Mapwright;

/// <summary>The call leaves unflushed writes on the instance.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DirtiesAttribute : ContractAttribute
{
    /// <summary>The name of the parameter that decides it: the call leaves nothing unflushed when its argument is not the default.</summary>
    public string? Unless { get; set; }
}

/// <summary>The call makes the instance's writes durable.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CleansAttribute : ContractAttribute
{
    /// <summary>Whether the call only begins to flush, or leaves open how much it flushes.</summary>
    public bool Partly { get; set; }
}

/// <summary>On a factory: facts about the opened object that are known from the call. The first parameter that is a string holds the path, where there is one.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OpensAttribute : ContractAttribute
{
    /// <summary>Whether the object may be written.</summary>
    public bool Writable { get; set; }

    /// <summary>
    /// What the opening call's options say when the object may not be written after all, as <c>Option=Value</c>; for example <c>IsReadOnly=true</c>.
    /// </summary>
    public string? ReadOnlyWhen { get; set; }

    /// <summary>Whether writes stay private to the mapping.</summary>
    public bool CopyOnWrite { get; set; }

    /// <summary>Whether writes that are not flushed before the object is disposed may be lost.</summary>
    public bool FlushRelevant { get; set; }

    /// <summary>The names of the options of the call, separated by commas, with which writes need no flush.</summary>
    public string? FlushRelevantUnless { get; set; }

    /// <summary>The block size in bytes that offsets and lengths are multiples of, unless an option of that name says another; 0 when there is none.</summary>
    public int BlockSize { get; set; }
}

/// <summary>The call gives a file another name, which outlives a power failure apart from what the file holds.</summary>
/// <param name="from">The name of the parameter that holds the old path.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RenamesAttribute(string from) : ContractAttribute
{
    /// <summary>The name of the parameter that holds the old path.</summary>
    public string From { get; } = from;
}

/// <summary>The call makes names durable that were created, renamed or removed before it: it flushes their directory.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CleansNamesAttribute : ContractAttribute;
