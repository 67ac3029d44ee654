namespace Mapwright;

/// <summary>A request for a lock that another party holds, as its line sees it.</summary>
internal interface ILockWaiter
{
    /// <summary>The lock that is asked for: to be taken, or held and to be upgraded.</summary>
    LockGuard Guard { get; }

    /// <summary>The mode that is asked for.</summary>
    LockMode Mode { get; }

    /// <summary>What was called, for messages.</summary>
    string Operation { get; }

    /// <summary>How the upgrade ended, if it is one.</summary>
    LockConversion Conversion { get; set; }

    /// <summary>The place in the line; set, like <see cref="Cause"/>, under the gate of the line.</summary>
    object Place { get; set; }

    /// <summary>Why the waiter gave up during its turn.</summary>
    Exception? Cause { get; set; }

    /// <summary>Ends the wait with an error, or with what was asked for.</summary>
    void Finish(Exception? error);

    /// <summary>Makes the timer that <see cref="PollLater"/> starts. Called during the waiter's turn.</summary>
    /// <returns>How long to wait.</returns>
    TimeSpan PreparePoll();

    /// <summary>Lets those in front try again in a while.</summary>
    void PollLater(TimeSpan delay);
}
