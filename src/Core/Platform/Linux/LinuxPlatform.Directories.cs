using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int EntryBuffer = 32 * 1024;

    // struct linux_dirent64, the same on x64 and arm64: inode, position, length of the record, kind, name with a NUL.
    private const int RecordLength = 16;
    private const int RecordKind = 18;
    private const int RecordName = 19;

    private const byte UnknownEntry = 0;
    private const byte DirectoryEntryKind = 4;
    private const byte RegularEntry = 8;
    private const byte LinkEntry = 10;

    private static nint GetDirectoryEntries => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    public override IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        directory = null;
        var opened = OpenDirectoryDescriptor(path, followLinks ? 0 : NoFollowLast, out var descriptor);
        if (!opened.IsFailure)
        {
            directory = new LinuxFile(descriptor, FileRights.Read);
        }

        return opened;
    }

    public override IoResult ReadDirectory(PlatformFile directory, out IReadOnlyList<DirectoryEntry> entries)
    {
        var found = new List<DirectoryEntry>();
        entries = found;
        var buffer = ArrayPool<byte>.Shared.Rent(EntryBuffer);
        try
        {
            // A batch can consist of the two names that are left out, and is not the end for it.
            while (found.Count == 0)
            {
                var read = ReadRecords(Descriptor(directory), buffer);
                if (read.IsFailure || read.Value == 0)
                {
                    // Of a directory that was removed meanwhile nothing is left.
                    return read.Error == LinuxErrors.ENOENT ? IoResult.Success() : read;
                }

                Parse(Descriptor(directory), buffer.AsSpan(0, (int)read.Value), found);
            }

            return IoResult.Success(found.Count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IoResult ReadRecords(int descriptor, byte[] buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.SystemCall(GetDirectoryEntries, descriptor, (nint)start, buffer.Length, 0);
                if (count >= 0)
                {
                    return IoResult.Success(count);
                }

                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }
        }
    }

    private static void Parse(int directory, ReadOnlySpan<byte> records, List<DirectoryEntry> found)
    {
        while (!records.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(records[RecordLength..]);
            var name = records[RecordName..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && KindOf(directory, records[RecordKind], name) is { } kind)
            {
                found.Add(new DirectoryEntry(LinuxPath.Decode(name), kind));
            }

            records = records[length..];
        }
    }

    /// <summary>The kind of an entry; null when it is gone. Some file systems do not tell it beside the name.</summary>
    private static FileKind? KindOf(int directory, byte kind, ReadOnlySpan<byte> name)
    {
        switch (kind)
        {
            case RegularEntry:
                return FileKind.Regular;
            case DirectoryEntryKind:
                return FileKind.Directory;
            case LinkEntry:
                return FileKind.SymbolicLink;
            case UnknownEntry:
                // In the buffer a NUL follows the name.
                fixed (byte* native = name)
                {
                    var asked = Stat(directory, native, NoFollow, out var stat);
                    return !asked.IsFailure ? KindOf(stat.Mode) : asked.Error == LinuxErrors.ENOENT ? null : FileKind.Other;
                }

            default:
                return FileKind.Other;
        }
    }
}
