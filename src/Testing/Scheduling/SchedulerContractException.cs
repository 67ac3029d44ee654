namespace Mapwright.Testing;

/// <summary>A scheduler breaks its contract.</summary>
public sealed class SchedulerContractException : Exception
{
    /// <summary>Makes the exception.</summary>
    public SchedulerContractException()
        : this([])
    {
    }

    /// <summary>Makes the exception of one violation.</summary>
    /// <param name="message">What is wrong.</param>
    public SchedulerContractException(string message)
        : this([message])
    {
    }

    /// <summary>Makes the exception of one violation that has a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public SchedulerContractException(string message, Exception innerException)
        : base(message, innerException) => Violations = [message];

    /// <summary>Makes the exception.</summary>
    /// <param name="violations">What is wrong, a sentence each.</param>
    public SchedulerContractException(IReadOnlyList<string> violations)
        : base("The scheduler breaks its contract:\n" + string.Join('\n', violations ?? [])) => Violations = violations ?? [];

    /// <summary>What is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Violations { get; }
}
