using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Contracts;

/// <summary>What the contract attributes of a member say, those of the members that it overrides included.</summary>
internal sealed class MethodContract
{
    /// <summary>A member without a contract.</summary>
    public static MethodContract None { get; } = new();

    /// <summary>Whether a contract attribute stands on the member, its return value or a parameter.</summary>
    public bool IsStated { get; set; }

    /// <summary>Whether the call leaves unflushed writes on its instance.</summary>
    public bool Dirties { get; set; }

    /// <summary>The argument that makes the call's writes durable when it is not the default; null when none does.</summary>
    public string? DirtiesUnless { get; set; }

    /// <summary>Whether the call makes the writes of its instance durable.</summary>
    public bool Cleans { get; set; }

    /// <summary>Whether the call writes: it leaves what it wrote to be flushed, or flushes the bytes itself that it is given for a range.</summary>
    public bool Writes { get; set; }

    /// <summary>Whether the call touches a part of the instance only.</summary>
    public bool IsPartial { get; set; }

    /// <summary>Whether the call begins a flush that another one has to end.</summary>
    public bool OnlyBegins { get; set; }

    /// <summary>Whether the call makes names of files durable.</summary>
    public bool CleansNames { get; set; }

    /// <summary>Whether what the member returns is valid until its instance is invalidated.</summary>
    public bool Borrows { get; set; }

    /// <summary>Whether the call ends what was borrowed of its instance.</summary>
    public bool Invalidates { get; set; }

    /// <summary>The option of the opening call that keeps what was borrowed valid; null when nothing does.</summary>
    public string? InvalidatesUnless { get; set; }

    /// <summary>Whether the call takes a lock or a lease.</summary>
    public bool Acquires { get; set; }

    /// <summary>Whether the call gives back a lock or a lease, or ends it in another way.</summary>
    public bool Releases { get; set; }

    /// <summary>Whether the token that the call returns belongs to its instance.</summary>
    public bool IssuesToken { get; set; }

    /// <summary>Whether the call opens something.</summary>
    public bool Opens { get; set; }

    /// <summary>Whether what was opened needs a flush.</summary>
    public bool IsFlushRelevant { get; set; }

    /// <summary>The options, separated by commas, with which what was opened needs none; null when there are none.</summary>
    public string? FlushRelevantUnless { get; set; }

    /// <summary>Whether what was opened may be written, unless the options say otherwise.</summary>
    public bool IsWritable { get; set; }

    /// <summary>What the options of the opening call say when what was opened may not be written; null when they cannot.</summary>
    public string? ReadOnlyWhen { get; set; }

    /// <summary>The block size of what was opened, unless an option says another; 0 when it has none.</summary>
    public int BlockSize { get; set; }

    /// <summary>Whether the instance refuses to be written from this call on.</summary>
    public bool Freezes { get; set; }

    /// <summary>Whether the instance may be written again from this call on.</summary>
    public bool Unfreezes { get; set; }

    /// <summary>Whether concurrent calls at one place are in order.</summary>
    public bool IsAtomic { get; set; }

    /// <summary>The bytes that the call touches; null when it does not say.</summary>
    public RangeContract? Range { get; set; }

    /// <summary>Whether the member is an asynchronous twin.</summary>
    public bool IsAsyncTwin { get; set; }

    /// <summary>By parameter, the right that an argument loses: a name, or "" for all of them; null where it is not consumed.</summary>
    public ImmutableArray<string?> Consumes { get; set; } = [];

    /// <summary>The parameter that names the file that is renamed; null when none is.</summary>
    public string? Renames { get; set; }

    /// <summary>By parameter, whether its argument is a token of the instance that the call is made on.</summary>
    public ImmutableArray<bool> OfInstance { get; set; } = [];

    /// <summary>By parameter, whether it carries a contract.</summary>
    public ImmutableArray<bool> Marked { get; set; } = [];

    /// <summary>The right that an argument loses; null when it is not consumed.</summary>
    public string? ConsumedBy(IParameterSymbol? parameter) =>
        parameter is not null && parameter.Ordinal < Consumes.Length ? Consumes[parameter.Ordinal] : null;

    /// <summary>Whether the argument is a token of the instance that the call is made on.</summary>
    public bool IsOfInstance(IParameterSymbol? parameter) =>
        parameter is not null && parameter.Ordinal < OfInstance.Length && OfInstance[parameter.Ordinal];

    /// <summary>Whether the parameter says what the call does with its argument.</summary>
    public bool IsMarked(IParameterSymbol? parameter) =>
        parameter is not null && parameter.Ordinal < Marked.Length && Marked[parameter.Ordinal];
}
