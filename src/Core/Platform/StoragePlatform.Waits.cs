namespace Mapwright;

public abstract partial class StoragePlatform
{
    /// <summary>The most words that <see cref="WaitForChange"/> is asked to wait for.</summary>
    protected internal const int LargestWait = 128;

    /// <summary>Waits while each of some words has its value, until one is woken; may end without a reason.</summary>
    /// <param name="words">The words, at most 128.</param>
    /// <returns>
    /// The outcome; success where a word has another value already. <see cref="StorageErrorCode.NotSupported"/> where the system cannot wait for
    /// several words of memory that processes share.
    /// </returns>
    public virtual IoResult WaitForChange(ReadOnlySpan<WaitedWord> words) => NotSupported;

    /// <summary>Wakes everybody who waits for a word, in any process that shares its page.</summary>
    /// <param name="address">The address of the word.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult WakeWaiters(nint address) => NotSupported;
}

/// <summary>A word of memory that is waited for.</summary>
/// <param name="Address">Its address, a multiple of 4.</param>
/// <param name="Expected">The value that is waited out.</param>
public readonly record struct WaitedWord(nint Address, int Expected);
