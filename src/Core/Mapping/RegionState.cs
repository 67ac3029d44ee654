using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>What happened to a region. Native memory, because the fault guard writes it: its header has the same layout.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RegionState
{
    /// <summary>The bit of a region that was ended.</summary>
    public const int Ended = 1;

    /// <summary>The bit of a region of which an access met a page that could not be had, and now is zeros.</summary>
    public const int Faulted = 2;

    /// <summary>The bit, next to <see cref="Faulted"/>, of a region whose pages were let go because a flush of the file had failed.</summary>
    public const int CutOff = 4;

    /// <summary>The bits; 0 while all accesses meet the file.</summary>
    public int Flags;

    /// <summary>How many accesses faulted.</summary>
    public int Faults;

    /// <summary>The address of the first one.</summary>
    public nint FirstFault;
}
