using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary><c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec(DateTimeOffset time)
{
    public long Seconds = time.ToUnixTimeSeconds();
    public long Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;

    public readonly DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);
}

/// <summary><c>struct stat</c> with 64-bit inode numbers, the only one on arm64.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct FileStat
{
    [FieldOffset(0)]
    public int Device;

    [FieldOffset(4)]
    public ushort Mode;

    [FieldOffset(6)]
    public ushort Links;

    [FieldOffset(8)]
    public ulong Inode;

    [FieldOffset(16)]
    public uint User;

    [FieldOffset(20)]
    public uint Group;

    [FieldOffset(24)]
    public int SpecialDevice;

    [FieldOffset(32)]
    public TimeSpec AccessTime;

    [FieldOffset(48)]
    public TimeSpec WriteTime;

    [FieldOffset(64)]
    public TimeSpec ChangeTime;

    [FieldOffset(80)]
    public TimeSpec BirthTime;

    [FieldOffset(96)]
    public long Size;

    [FieldOffset(104)]
    public long Blocks;

    [FieldOffset(112)]
    public int BlockSize;
}

/// <summary><c>struct statfs</c> with 64-bit inode numbers; only the name of the type is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2168)]
internal unsafe struct FileSystemStat
{
    [FieldOffset(72)]
    public fixed byte TypeName[16];
}

/// <summary><c>struct attrlist</c>, and after its first member <c>attribute_set_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttributeList
{
    public ushort Count;
    public ushort Reserved;
    public uint Common;
    public uint Volume;
    public uint Directory;
    public uint File;
    public uint Fork;
}

/// <summary><c>fstore_t</c>, the argument of <c>F_PREALLOCATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Preallocation
{
    public uint Flags;
    public int PositionMode;
    public long Offset;
    public long Length;
    public long Allocated;
}

/// <summary><c>fpunchhole_t</c>, the argument of <c>F_PUNCHHOLE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Hole
{
    public uint Flags;
    public uint Reserved;
    public long Offset;
    public long Length;
}

/// <summary><c>struct radvisory</c>, the argument of <c>F_RDADVISE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReadAdviceRange
{
    public long Offset;
    public int Count;
}

/// <summary><c>struct flock</c>. The process is 0 for locks of an open file description.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MacOSRecordLock
{
    public long Start;
    public long Length;
    public int Process;
    public short Type;
    public short From;
}
