using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary><c>struct statx</c>: the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    /// <summary><c>STATX_BASIC_STATS</c> and those below.</summary>
    public const uint Wanted = 0xFFF | HasDirectAlignment | HasUntornWrites;

    /// <summary><c>STATX_TYPE</c> and <c>STATX_SIZE</c>.</summary>
    public const uint HasLength = 0x201;

    /// <summary><c>STATX_BTIME</c>.</summary>
    public const uint HasBirthTime = 0x800;

    /// <summary><c>STATX_DIOALIGN</c>.</summary>
    public const uint HasDirectAlignment = 0x2000;

    /// <summary><c>STATX_WRITE_ATOMIC</c>.</summary>
    public const uint HasUntornWrites = 0x10000;

    [FieldOffset(0)]
    public uint Mask;

    [FieldOffset(4)]
    public uint BlockSize;

    [FieldOffset(16)]
    public uint LinkCount;

    [FieldOffset(20)]
    public uint User;

    [FieldOffset(24)]
    public uint Group;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(48)]
    public ulong Blocks;

    [FieldOffset(64)]
    public StatXTime AccessTime;

    [FieldOffset(80)]
    public StatXTime BirthTime;

    [FieldOffset(96)]
    public StatXTime ChangeTime;

    [FieldOffset(112)]
    public StatXTime WriteTime;

    [FieldOffset(128)]
    public uint SpecialMajor;

    [FieldOffset(132)]
    public uint SpecialMinor;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    [FieldOffset(152)]
    public uint DirectMemoryAlignment;

    [FieldOffset(156)]
    public uint DirectOffsetAlignment;

    [FieldOffset(176)]
    public uint UntornMinimum;

    [FieldOffset(180)]
    public uint UntornMaximum;
}

/// <summary><c>struct statx_timestamp</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct StatXTime
{
    public long Seconds;
    public uint Nanoseconds;

    /// <summary>The time; one that .NET cannot express is the nearest that it can.</summary>
    public readonly DateTimeOffset ToDateTimeOffset()
    {
        var seconds = Math.Clamp(
            Seconds,
            DateTimeOffset.MinValue.ToUnixTimeSeconds(),
            DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(Math.Min(Nanoseconds, 999_999_999) / 100);
    }
}

/// <summary><c>struct timespec</c>.</summary>
internal struct FileTime(DateTimeOffset time)
{
    public long Seconds = time.ToUnixTimeSeconds();
    public long Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * 100;
}

/// <summary><c>struct statfs</c> of 64-bit Linux; only its type is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatFs
{
    [FieldOffset(0)]
    public long Type;
}

/// <summary><c>struct open_how</c>.</summary>
internal struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}

/// <summary><c>struct iovec</c>.</summary>
internal unsafe struct IoVector(byte* address, nuint length)
{
    public byte* Address = address;
    public nuint Length = length;
}

/// <summary><c>struct flock</c> of 64-bit Linux. The process is 0 for locks of an open file description.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct RecordLock
{
    [FieldOffset(0)]
    public short Type;

    /// <summary>0: <c>SEEK_SET</c>.</summary>
    [FieldOffset(2)]
    public short Whence;

    [FieldOffset(8)]
    public long Start;

    [FieldOffset(16)]
    public long Length;

    [FieldOffset(24)]
    public int Process;
}

/// <summary><c>struct futex_waitv</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct FutexWait
{
    public ulong Expected;
    public ulong Address;
    public uint Flags;
}
