namespace Mapwright;

/// <summary>The outcome of a platform primitive: a count, or an error number of the platform.</summary>
/// <remarks>Primitives do not throw for what the system reports; the surface turns a failure into an exception in one place.</remarks>
public readonly record struct IoResult
{
    private IoResult(long value, int error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The count or value of a success; bytes transferred, for a transfer.</summary>
    public long Value { get; }

    /// <summary>The platform's error number; 0 for a success.</summary>
    public int Error { get; }

    /// <summary>Whether the primitive failed.</summary>
    public bool IsFailure => Error != 0;

    /// <summary>A success.</summary>
    /// <param name="value">The count or value.</param>
    /// <returns>The outcome.</returns>
    public static IoResult Success(long value = 0) => new(value, 0);

    /// <summary>A failure.</summary>
    /// <param name="error">The platform's error number, not 0.</param>
    /// <param name="transferred">Bytes that were transferred before the failure.</param>
    /// <returns>The outcome.</returns>
    public static IoResult Failure(int error, long transferred = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(error);
        return new(transferred, error);
    }
}
