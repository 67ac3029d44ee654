using System.Runtime.InteropServices;

namespace Mapwright.Ringed;

/// <summary><c>struct io_uring_params</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingParameters
{
    public uint SubmissionEntries;
    public uint CompletionEntries;
    public uint Flags;
    public uint PollThreadProcessor;
    public uint PollThreadIdle;
    public uint Features;
    public uint WorkQueue;
    public uint Reserved1;
    public uint Reserved2;
    public uint Reserved3;
    public SubmissionOffsets Submission;
    public CompletionOffsets Completion;
}

/// <summary><c>struct io_sqring_offsets</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionOffsets
{
    public uint Head;
    public uint Tail;
    public uint Mask;
    public uint Entries;
    public uint Flags;
    public uint Dropped;
    public uint Array;
    public uint Reserved1;
    public ulong Reserved2;
}

/// <summary><c>struct io_cqring_offsets</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionOffsets
{
    public uint Head;
    public uint Tail;
    public uint Mask;
    public uint Entries;
    public uint Overflow;
    public uint Entry;
    public uint Flags;
    public uint Reserved1;
    public ulong Reserved2;
}

/// <summary><c>struct io_uring_sqe</c>: one operation for the kernel.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Submission
{
    [FieldOffset(0)]
    public RingOperation Operation;

    [FieldOffset(1)]
    public byte Flags;

    [FieldOffset(4)]
    public int Descriptor;

    [FieldOffset(8)]
    public long Offset;

    [FieldOffset(16)]
    public ulong Address;

    [FieldOffset(24)]
    public uint Length;

    [FieldOffset(28)]
    public uint OperationFlags;

    [FieldOffset(32)]
    public ulong Tag;
}

/// <summary><c>struct io_uring_cqe</c>: the outcome of one operation.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Completion
{
    public ulong Tag;
    public int Result;
    public uint Flags;
}

/// <summary>The operations that are asked for.</summary>
internal enum RingOperation : byte
{
    Cancel = 14,
    Read = 22,
    Write = 23,
}
