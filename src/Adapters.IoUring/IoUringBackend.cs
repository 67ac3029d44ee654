namespace Mapwright.Ringed;

/// <summary>What completes the operations of an <see cref="IoUringScheduler"/>.</summary>
public enum IoUringBackendKind
{
    /// <summary>Threads: there is no ring. Every operation works, none is completed by the kernel itself.</summary>
    Threads = 0,

    /// <summary>A ring of the kernel, and threads for what it does not complete.</summary>
    Ring = 1,

    /// <summary>The ring broke down. What it would complete fails with a <see cref="RingFailedException"/>; make a new scheduler.</summary>
    Failed = 2,
}

/// <summary>What completes the operations of an <see cref="IoUringScheduler"/>, and why.</summary>
/// <param name="Kind">What completes them.</param>
/// <param name="Reason">Why, in words for a log: the features of the ring, or what stood in its way.</param>
public sealed record IoUringBackend(IoUringBackendKind Kind, string Reason);
