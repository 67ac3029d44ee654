using System.Buffers;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    // Names have at most 255 characters, so that some always fit.
    private const int EntryBuffer = 32 * 1024;

    public override IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        directory = null;
        if (WindowsPath.Encode(path) is not { } name)
        {
            return UnusablePath;
        }

        var flags = BackupSemantics | (followLinks ? 0 : OpenReparsePoint);
        var opened = OpenHandle(name, ReadDataAccess, OpenExisting, flags, out var handle);
        if (opened.IsFailure)
        {
            return opened;
        }

        opened = RequireDirectory(handle);
        if (opened.IsFailure)
        {
            Kernel32.Close(handle);
            return opened;
        }

        directory = new WindowsFile(handle, FileRights.Read);
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
                fixed (byte* start = buffer)
                {
                    if (Kernel32.GetInformation(HandleOf(directory), EntryInformation.Kind, start, EntryBuffer) == 0)
                    {
                        var failure = LastError();
                        return IsEnd(directory, failure) ? IoResult.Success() : failure;
                    }

                    Parse(start, found);
                }
            }

            return IoResult.Success(found.Count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IoResult RequireDirectory(nint handle)
    {
        if (Kernel32.GetFileType(handle) != DiskFile)
        {
            return IoResult.Failure(WindowsErrors.Directory);
        }

        var asked = Get(handle, BasicInformation.Kind, out BasicInformation basic);
        return asked.IsFailure || KindOf(handle, basic.Attributes) == FileKind.Directory ? asked : IoResult.Failure(WindowsErrors.Directory);
    }

    /// <summary>
    /// Whether there are no more entries: none at all in the root of a volume, which has no <c>.</c>, and none in a directory that was
    /// removed meanwhile.
    /// </summary>
    private static bool IsEnd(PlatformFile directory, IoResult failure) => failure.Error switch
    {
        WindowsErrors.NoMoreFiles or WindowsErrors.FileNotFound => true,
        WindowsErrors.AccessDenied or WindowsErrors.DeletePending =>
            !Get(HandleOf(directory), StandardInformation.Kind, out StandardInformation standard).IsFailure && standard.IsDeletePending != 0,
        _ => false,
    };

    private static void Parse(byte* record, List<DirectoryEntry> found)
    {
        while (true)
        {
            var entry = (EntryInformation*)record;
            var name = new ReadOnlySpan<char>(record + EntryInformation.NameOffset, (int)(entry->NameBytes / sizeof(char)));
            if (name is not "." and not "..")
            {
                found.Add(new DirectoryEntry(name.ToString(), KindOf(*entry)));
            }

            if (entry->Next == 0)
            {
                return;
            }

            record += entry->Next;
        }
    }

    /// <remarks>What stands for another name, and what does not say whether it does, is not walked into: so a walk ends.</remarks>
    private static FileKind KindOf(in EntryInformation entry) =>
        (entry.Attributes & ReparsePointAttribute) != 0 && ((entry.Tag & NameSurrogate) != 0 || entry.Tag == 0) ? FileKind.SymbolicLink
        : (entry.Attributes & DirectoryAttribute) != 0 ? FileKind.Directory
        : FileKind.Regular;
}
