namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const int EndOfFileKind = 6;
    private const int AllocationKind = 5;

    private const uint SparseAttribute = 0x200;

    public override IoResult SetLength(PlatformFile file, long length)
    {
        var handle = HandleOf(file);
        var set = Set(handle, EndOfFileKind, length);
        if (set.Error == WindowsErrors.UserMappedFile && WindowsMapping.CollectAbandoned())
        {
            set = Set(handle, EndOfFileKind, length);
        }

        return set;
    }

    /// <remarks>
    /// The system reserves from the beginning of the file, and lets go what lies beyond its end when the file is closed. In a sparse
    /// file it reserves nothing.
    /// </remarks>
    public override IoResult Allocate(PlatformFile file, long offset, long length)
    {
        var handle = HandleOf(file);
        var asked = Get(handle, BasicInformation.Kind, out BasicInformation basic);
        if (asked.IsFailure)
        {
            return asked;
        }

        if ((basic.Attributes & SparseAttribute) != 0)
        {
            return NotSupported;
        }

        asked = Get(handle, StandardInformation.Kind, out StandardInformation standard);
        return asked.IsFailure || offset + length <= standard.AllocatedLength ? asked : Set(handle, AllocationKind, offset + length);
    }

    public override IoResult FlushData(PlatformFile file)
    {
        var handle = HandleOf(file);
        var flushed = Flush(handle);
        if (flushed.Error != WindowsErrors.AccessDenied)
        {
            return flushed;
        }

        // What another handle wrote is flushed through this one too, but the system asks for the right to write.
        var writable = Kernel32.ReopenFile(handle, GenericWrite, ShareAll, 0);
        if (writable == Kernel32.InvalidHandle)
        {
            // Whatever keeps it out, a permission or an open file that does not share: what is lacking is the right to write, and nothing is lost.
            return flushed;
        }

        flushed = Flush(writable);
        return Kernel32.Close(writable) == 0 && !flushed.IsFailure ? LastError() : flushed;
    }

    public override IoResult FlushAll(PlatformFile file) => FlushData(file);

    public override bool IsVolatile(PlatformFile file) => ((WindowsFile)file).IsVolatile;

    public override string DescribeDurability(PlatformFile file) => IsVolatile(file) ? "none (volatile)" : "FlushFileBuffers";

    public override IoResult FlushDirectory(string path)
    {
        if (WindowsPath.Encode(path) is not { } name)
        {
            return UnusablePath;
        }

        var opened = OpenHandle(name, GenericWrite, OpenExisting, BackupSemantics, out var handle);
        if (opened.IsFailure)
        {
            return opened;
        }

        var result = Get(handle, StandardInformation.Kind, out StandardInformation standard);
        if (!result.IsFailure)
        {
            result = standard.IsDirectory != 0 ? Flush(handle) : IoResult.Failure(WindowsErrors.Directory);
        }

        return Kernel32.Close(handle) == 0 && !result.IsFailure ? LastError() : result;
    }

    private static IoResult Flush(nint handle) => Kernel32.Flush(handle) != 0 ? IoResult.Success() : LastError();

    private static IoResult Get<T>(nint handle, int kind, out T information)
        where T : unmanaged
    {
        fixed (T* result = &information)
        {
            *result = default;
            return Kernel32.GetInformation(handle, kind, result, (uint)sizeof(T)) != 0 ? IoResult.Success() : LastError();
        }
    }

    private static IoResult Set<T>(nint handle, int kind, T value)
        where T : unmanaged =>
        Kernel32.SetInformation(handle, kind, &value, (uint)sizeof(T)) != 0 ? IoResult.Success() : LastError();
}
