namespace Mapwright;

/// <summary>
/// Threads on which nothing may wait for another party: the thread that completes operations would wait for itself. An adapter that lets
/// continuations run on such a thread declares it.
/// </summary>
public static class NonBlockingThread
{
    [ThreadStatic]
    private static string? s_name;

    /// <summary>Declares the calling thread: from now on the blocking form of a wait throws on it.</summary>
    /// <param name="name">What the thread is, for the message: "the thread that …".</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static void Declare(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        s_name = name;
    }

    /// <summary>Whether the calling thread was declared.</summary>
    internal static bool IsHere => s_name is not null;

    /// <summary>The error of a wait on a thread that was declared.</summary>
    internal static InvalidOperationException Misuse() => new(
        $"The blocking form of an operation would wait on {s_name}, which may have to end that wait. Await the asynchronous form, "
        + "or let continuations run on the thread pool.");
}
