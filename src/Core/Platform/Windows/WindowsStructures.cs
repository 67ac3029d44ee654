using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary><c>OVERLAPPED</c>: where a transfer or a lock starts, on a synchronous handle too.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Overlapped(ulong offset)
{
    private readonly nuint _internal;
    private readonly nuint _internalHigh;
    private readonly uint _offsetLow = (uint)offset;
    private readonly uint _offsetHigh = (uint)(offset >> 32);
    private readonly nint _event;
}

/// <summary><c>FILE_BASIC_INFO</c>. Times are 100 ns since 1601.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BasicInformation
{
    public const int Kind = 0;

    public long CreationTime;
    public long LastAccessTime;
    public long LastWriteTime;
    public long ChangeTime;
    public uint Attributes;
}

/// <summary><c>FILE_STANDARD_INFO</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StandardInformation
{
    public const int Kind = 1;

    public long AllocatedLength;
    public long Length;
    public uint Links;
    public byte IsDeletePending;
    public byte IsDirectory;
}

/// <summary><c>FILE_ATTRIBUTE_TAG_INFO</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TagInformation
{
    public const int Kind = 9;

    public uint Attributes;
    public uint Tag;
}

/// <summary><c>FILE_ID_INFO</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IdInformation
{
    public const int Kind = 18;

    public ulong Volume;
    public ulong IdLow;
    public ulong IdHigh;
}

/// <summary><c>BY_HANDLE_FILE_INFORMATION</c>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ByHandleInformation
{
    public uint Attributes;
    public long CreationTime;
    public long LastAccessTime;
    public long LastWriteTime;
    public uint Volume;
    public uint LengthHigh;
    public uint LengthLow;
    public uint Links;
    public uint IdHigh;
    public uint IdLow;
}

/// <summary><c>FILE_RENAME_INFO</c> up to its name, which follows.</summary>
[StructLayout(LayoutKind.Explicit, Size = NameOffset)]
internal struct RenameInformation
{
    public const int Kind = 22;

    public const int NameOffset = 20;

    [FieldOffset(0)]
    public uint Flags;

    [FieldOffset(8)]
    public nint RootDirectory;

    [FieldOffset(16)]
    public uint NameBytes;
}

/// <summary><c>FILE_ID_BOTH_DIR_INFO</c> up to its name, which follows. Where the extended attributes of a link would be is its tag.</summary>
[StructLayout(LayoutKind.Explicit, Size = NameOffset)]
internal struct EntryInformation
{
    public const int Kind = 10;

    public const int NameOffset = 104;

    [FieldOffset(0)]
    public uint Next;

    [FieldOffset(56)]
    public uint Attributes;

    [FieldOffset(60)]
    public uint NameBytes;

    [FieldOffset(64)]
    public uint Tag;
}

/// <summary><c>WIN32_MEMORY_RANGE_ENTRY</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MemoryRange(nint address, nuint length)
{
    public nint Address = address;
    public nuint Length = length;
}

/// <summary><c>FILE_STORAGE_INFO</c>: sizes of sectors in bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StorageInformation
{
    public const int Kind = 16;

    public uint LogicalSector;
    public uint PhysicalSectorForAtomicity;
    public uint PhysicalSectorForPerformance;
    public uint EffectiveSectorForAtomicity;
    public uint Flags;
    public uint SectorOffset;
    public uint PartitionOffset;
}

/// <summary>Two offsets, or an offset and a length: <c>FILE_ZERO_DATA_INFORMATION</c> and <c>FILE_ALLOCATED_RANGE_BUFFER</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileInterval(long offset, long second)
{
    public long Offset = offset;
    public long Second = second;
}
