namespace Mapwright.Ringed;

/// <summary>The ring of an <see cref="IoUringScheduler"/> broke down: the kernel refused a call that it has to take.</summary>
/// <remarks>
/// Whether an operation that failed with it took place is not known. A buffer that the kernel may still touch stays where it is for
/// the rest of the process.
/// </remarks>
public sealed class RingFailedException : IOException
{
    /// <summary>Makes the exception.</summary>
    public RingFailedException()
        : this("The ring broke down.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    public RingFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public RingFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal RingFailedException(string call, int error)
        : base($"The ring broke down: {call} failed: {KernelError.Describe(error)}. Make a new scheduler.") => Obstacle = $"{call} failed: {KernelError.Describe(error)}";

    /// <summary>What stood in the way, where there never was a ring.</summary>
    internal string Obstacle { get; } = "";
}
