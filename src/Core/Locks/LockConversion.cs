namespace Mapwright;

/// <summary>How the change of a held lock between shared and exclusive ended.</summary>
public enum LockConversion
{
    /// <summary>The lock has the new mode, and something was locked all the time: what it protects is as it was.</summary>
    Kept = 0,

    /// <summary>
    /// The lock has the new mode, but the system gave the old one up on the way: another party may have held the file in between. Read what
    /// the lock protects again.
    /// </summary>
    Reacquired = 1,

    /// <summary>Another party holds a lock that does not go with the new mode. The old lock is held as before.</summary>
    Refused = 2,

    /// <summary>The system gave the old lock up, and another party had the new one first. Nothing is locked any more.</summary>
    Lost = 3,
}
