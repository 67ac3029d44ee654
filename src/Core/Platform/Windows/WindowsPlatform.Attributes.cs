namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint ReadOnlyAttribute = 0x1;

    /// <summary>What is told apart from "leave the attributes as they are", which is 0.</summary>
    private const uint NormalAttribute = 0x80;

    /// <summary>Read-only, hidden, system, archive, not indexed. The others say how the file is stored.</summary>
    private const uint GivenAttributes = ReadOnlyAttribute | 0x2 | 0x4 | 0x20 | 0x2000;

    /// <summary>1601, from which the system counts.</summary>
    private const long FirstTime = 504_911_232_000_000_000;

    public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects)
    {
        if ((aspects & FileAspects.Owner) != 0)
        {
            return NotSupported;
        }

        // What is 0 stays as it is.
        var basic = default(BasicInformation);
        if ((aspects & FileAspects.Mode) != 0)
        {
            basic.Attributes = (uint)metadata.WindowsAttributes & GivenAttributes;
            basic.Attributes = basic.Attributes == 0 ? NormalAttribute : basic.Attributes;
        }

        if ((aspects & FileAspects.Times) != 0)
        {
            basic.LastAccessTime = TicksOf(metadata.LastAccessTime);
            basic.LastWriteTime = TicksOf(metadata.LastWriteTime);
        }

        return Set(HandleOf(file), BasicInformation.Kind, basic);
    }

    private static long TicksOf(DateTimeOffset time) => Math.Max(1, time.UtcTicks - FirstTime);
}
