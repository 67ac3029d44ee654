using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Mapwright;

internal sealed unsafe partial class MacOSPlatform
{
    private const int NoFollow = 0x100;

    private const int EntryBuffer = 32 * 1024;

    private const ushort AttributeGroups = 5;
    private const uint NameAttribute = 0x1;
    private const uint KindAttribute = 0x8;
    private const uint ErrorAttribute = 0x2000_0000;
    private const uint ReturnedAttributes = 0x8000_0000;

    private const uint RegularEntry = 1;
    private const uint DirectoryEntryKind = 2;
    private const uint LinkEntry = 5;

    public override IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        directory = null;
        if (MacOSPath.Encode(path) is not { } bytes)
        {
            return UnusablePath;
        }

        fixed (byte* native = bytes)
        {
            var opened = OpenOnce(native, CloseOnExec | DirectoryOnly | (followLinks ? 0 : NoFollow), 0, out var descriptor);
            if (opened.IsFailure)
            {
                // What the system says to a link that is not to be followed.
                return !followLinks && opened.Error == MacOSErrors.ELOOP ? IoResult.Failure(MacOSErrors.ENOTDIR) : opened;
            }

            directory = new MacOSFile(descriptor, FileRights.Read);
            return opened;
        }
    }

    public override IoResult ReadDirectory(PlatformFile directory, out IReadOnlyList<DirectoryEntry> entries)
    {
        var found = new List<DirectoryEntry>();
        entries = found;
        var wanted = new AttributeList
        {
            Count = AttributeGroups,
            Common = ReturnedAttributes | ErrorAttribute | NameAttribute | KindAttribute,
        };
        var buffer = ArrayPool<byte>.Shared.Rent(EntryBuffer);
        try
        {
            while (found.Count == 0)
            {
                var read = ReadRecords(Descriptor(directory), wanted, buffer);
                if (read.IsFailure || read.Value == 0)
                {
                    // Of a directory that was removed meanwhile nothing is left.
                    return read.Error == MacOSErrors.ENOENT ? IoResult.Success() : read;
                }

                Parse(buffer, (int)read.Value, found);
            }

            return IoResult.Success(found.Count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IoResult ReadRecords(int descriptor, AttributeList wanted, byte[] buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = LibSystem.ReadEntries(descriptor, &wanted, start, EntryBuffer, 0);
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

    /// <summary>
    /// Records of <c>getattrlistbulk</c>: length, the attributes that are there, the error if there is one, where the name is from here and how
    /// long with its NUL, the kind. <c>.</c> and <c>..</c> are not among them.
    /// </summary>
    internal static void Parse(ReadOnlySpan<byte> records, int count, List<DirectoryEntry> found)
    {
        const int returned = sizeof(uint);
        const int first = returned + (AttributeGroups * sizeof(uint));
        for (var i = 0; i < count; i++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(records);
            var present = BinaryPrimitives.ReadUInt32LittleEndian(records[returned..]);
            var field = (present & ErrorAttribute) == 0 ? first : first + sizeof(uint);
            if ((present & NameAttribute) != 0)
            {
                var place = field + BinaryPrimitives.ReadInt32LittleEndian(records[field..]);
                var size = BinaryPrimitives.ReadInt32LittleEndian(records[(field + sizeof(uint))..]);
                var name = Encoding.UTF8.GetString(records.Slice(place, size - 1));
                var kind = (present & KindAttribute) == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(records[(field + (2 * sizeof(uint)))..]);
                found.Add(new DirectoryEntry(name, kind switch
                {
                    RegularEntry => FileKind.Regular,
                    DirectoryEntryKind => FileKind.Directory,
                    LinkEntry => FileKind.SymbolicLink,
                    _ => FileKind.Other,
                }));
            }

            records = records[length..];
        }
    }
}
