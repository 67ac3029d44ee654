namespace Mapwright.Core.Tests.Killing;

/// <summary>Files that a process works on when it is killed: what it said of them, and what has to be there.</summary>
public interface IKilledWork
{
    /// <summary>Where the process works.</summary>
    string Path { get; }

    /// <summary>Gets each line that the process said, in order: also those that it said before it died and that were read afterwards.</summary>
    void Hear(string line);

    /// <summary>Looks at what is left.</summary>
    /// <param name="round">For messages.</param>
    /// <param name="isLast">Whether everything is removed afterwards.</param>
    void Check(string round, bool isLast);

    /// <summary>Removes everything.</summary>
    void StartAnew();
}
