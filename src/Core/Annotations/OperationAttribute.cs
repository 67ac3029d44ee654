namespace Mapwright;

/// <summary>
/// Marks a blocking method that may wait for storage. The generator emits its asynchronous twin
/// (<c>Name</c> becomes <c>NameAsync</c>) into the class itself and an override of it into every adapter.
/// </summary>
/// <remarks>
/// The twin's steps, the same on every adapter: <see cref="Check"/>, already cancelled, <see cref="FastPath"/>,
/// <see cref="Wait"/>, the adapter's native completion of <see cref="Primitive"/>, and last one hop through the
/// scheduler that runs the whole blocking body or its <see cref="Body"/>, or two with a wait between them where it <see cref="Suspends"/>.
/// <para>
/// An operation takes no <c>out</c>, <c>ref</c>, <c>in</c> or <c>params</c> parameter, is not generic and returns
/// no ref struct. <see cref="Span{T}"/> and <see cref="ReadOnlySpan{T}"/> parameters become memory in the twin. A
/// <see cref="CancellationToken"/> parameter comes last; without one the twin still has a token, which is honoured until
/// the body starts.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OperationAttribute : Attribute
{
    /// <summary>
    /// A method <c>void Check(arguments)</c> that throws for arguments that are wrong in any state of the object.
    /// The twin calls it on the caller's thread; the blocking body calls it too.
    /// </summary>
    public string? Check { get; set; }

    /// <summary>
    /// A method <c>bool Try(arguments, out T result)</c> (without the last parameter where the operation returns
    /// nothing) that answers without waiting and without allocating, or returns <see langword="false"/>.
    /// </summary>
    public string? FastPath { get; set; }

    /// <summary>
    /// A method <c>bool Try(arguments, out T result, out Waiter&lt;T&gt;? waiter)</c> that answers at once or hands
    /// out what to wait on. Its arguments include the token. The blocking form parks on the waiter; the twin returns it. No
    /// scheduler thread is held.
    /// </summary>
    public string? Wait { get; set; }

    /// <summary>
    /// A method <c>Suspended&lt;T&gt; Begin(arguments)</c> that runs the part of the body before a wait for another party, and hands out the part after
    /// it. Its arguments include the token. The blocking form finishes what it returns, waiting on its thread; the twin runs each part in a hop of its own,
    /// and no scheduler thread is held between them.
    /// </summary>
    public string? Suspends { get; set; }

    /// <summary>
    /// A method <c>T Body(arguments)</c> that a hop runs in place of the blocking method, which calls it too where it has no answer that only its own
    /// caller's thread may wait for. Its arguments include the token.
    /// </summary>
    public string? Body { get; set; }

    /// <summary>
    /// The primitive that the operation consists of. The class then has
    /// <c>PlatformFile BeginName(arguments)</c> and <c>T EndName(IoResult result, arguments)</c>, which both forms go
    /// through. Of a batch <c>EndName(IoResult result, int index, arguments)</c> ends one transfer.
    /// </summary>
    public StoragePrimitive Primitive { get; set; }
}

/// <summary>The primitives that a scheduler adapter may complete natively.</summary>
public enum StoragePrimitive
{
    /// <summary>None: the operation always runs as a blocking body.</summary>
    None = 0,

    /// <summary>A read at an offset: <see cref="ReadAtRequest"/>.</summary>
    ReadAt = 1,

    /// <summary>A write at an offset: <see cref="WriteAtRequest"/>.</summary>
    WriteAt = 2,

    /// <summary>A write at an offset whose bytes are durable when it completes: <see cref="WriteDurableAtRequest"/>.</summary>
    WriteDurableAt = 3,

    /// <summary>Many reads of one file: <see cref="ReadManyRequest"/>. Each of them is a <see cref="ReadAt"/>.</summary>
    ReadMany = 4,

    /// <summary>Many writes to one file: <see cref="WriteManyRequest"/>. Each of them is a <see cref="WriteAt"/>.</summary>
    WriteMany = 5,
}
