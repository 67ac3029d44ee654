using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint PageReadOnly = 0x02;
    private const uint PageReadWrite = 0x04;
    private const uint PageWriteCopy = 0x08;
    private const uint PageExecuteRead = 0x20;

    private const uint ViewCopy = 0x1;
    private const uint ViewWrite = 0x2;
    private const uint ViewRead = 0x4;
    private const uint ViewExecute = 0x20;

    /// <summary>Where a view may start: the same on every Windows.</summary>
    private const int Granularity = 64 * 1024;

    private const int FlushAttempts = 20;
    private const int ProbeLength = 4096;

    /// <remarks>
    /// The section is closed at once: the view keeps it. A section that reaches beyond the end of the file would make the file longer,
    /// and cut it off at no time; so that is not supported.
    /// </remarks>
    public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
    {
        mapping = null;
        var prefix = (int)(request.Offset & (Granularity - 1));
        if (request.Length > long.MaxValue - Granularity - request.Offset)
        {
            return IoResult.Failure(WindowsErrors.InvalidParameter);
        }

        var own = (WindowsFile)file;
        var end = request.Offset + request.Length;
        var result = Get(own.Handle, StandardInformation.Kind, out StandardInformation standard);
        if (result.IsFailure)
        {
            return result;
        }

        if (end > standard.Length)
        {
            return NotSupported;
        }

        var isExecutable = (request.Traits & MappingTraits.Executable) != 0;
        var (protection, access) = request.Kind switch
        {
            MappingKind.ReadOnly when isExecutable => (PageExecuteRead, ViewRead | ViewExecute),
            MappingKind.ReadOnly => (PageReadOnly, ViewRead),
            MappingKind.ReadWrite => (PageReadWrite, ViewRead | ViewWrite),
            _ => (PageWriteCopy, ViewCopy),
        };
        result = CreateSection(own.Handle, protection, isExecutable, out var section);
        if (result.IsFailure)
        {
            return result;
        }

        var start = request.Offset - prefix;
        var address = Kernel32.MapView(section, access, High(start), (uint)start, (nuint)(request.Length + prefix));
        result = address == 0 ? LastError() : IoResult.Success();
        Kernel32.Close(section);
        if (!result.IsFailure)
        {
            mapping = new WindowsMapping(own, address, prefix, request.Length);
        }

        return result;
    }

    /// <summary>For code, through a handle of its own: the system asks for the right to run the file, which no other use needs.</summary>
    private static IoResult CreateSection(nint handle, uint protection, bool isExecutable, out nint section)
    {
        section = 0;
        var source = isExecutable ? Kernel32.ReopenFile(handle, GenericRead | GenericExecute, ShareAll, 0) : handle;
        if (source == Kernel32.InvalidHandle)
        {
            return LastError();
        }

        section = Kernel32.CreateSection(source, null, protection, 0, 0, null);
        var result = section == 0 ? LastError() : IoResult.Success();
        if (isExecutable)
        {
            Kernel32.Close(source);
        }

        return result;
    }

    /// <remarks>A view cannot be replaced in one step: it lives on with its file until <see cref="Unmap"/>.</remarks>
    public override IoResult Retire(PlatformMapping mapping)
    {
        ((WindowsMapping)mapping).Abandon();
        return NotSupported;
    }

    public override IoResult Unmap(PlatformMapping mapping)
    {
        var own = (WindowsMapping)mapping;
        var result = Kernel32.UnmapView(own.Start) != 0 ? IoResult.Success() : LastError();
        own.End();
        return result;
    }

    public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        var own = (WindowsMapping)mapping;
        var spinner = default(SpinWait);
        for (var attempt = 0; Kernel32.FlushView(own.Address + (nint)offset, (nuint)length) == 0; attempt++)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != WindowsErrors.LockViolation || attempt == FlushAttempts)
            {
                return IoResult.Failure(error);
            }

            // The system itself writes these pages back at this moment, and refuses to do so twice at once.
            spinner.SpinOnce();
        }

        return Flush(own.File.Handle);
    }

    /// <remarks>Reads the pages by a copy inside the system, where a page that cannot be had is an error. None becomes dirty, for writing neither.</remarks>
    public override IoResult Populate(PlatformMapping mapping, long offset, long length, bool forWrite)
    {
        if (length == 0)
        {
            return IoResult.Success();
        }

        var address = mapping.Address + (nint)offset;
        var range = new MemoryRange(address, (nuint)length);

        // Many pages in few reads; advice, so that its failure says nothing.
        Kernel32.Prefetch(Kernel32.CurrentProcess, 1, &range, 0);
        byte* probe = stackalloc byte[ProbeLength];
        for (long done = 0; done < length;)
        {
            var part = (nuint)Math.Min(ProbeLength, length - done);
            nuint copied;
            if (Kernel32.ReadMemory(Kernel32.CurrentProcess, address + (nint)done, probe, part, &copied) == 0)
            {
                return LastError();
            }

            done += (long)part;
        }

        return IoResult.Success();
    }

    /// <remarks>Copied by the system, as between processes: it reports what a load would fault on.</remarks>
    public override IoResult ReadMapping(PlatformMapping mapping, long offset, Span<byte> buffer)
    {
        fixed (byte* target = buffer)
        {
            nuint copied = 0;
            return Kernel32.ReadMemory(Kernel32.CurrentProcess, mapping.Address + (nint)offset, target, (nuint)buffer.Length, &copied) != 0
                ? IoResult.Success(buffer.Length)
                : IoResult.Failure(Marshal.GetLastPInvokeError(), (long)copied);
        }
    }

    public override IoResult WriteMapping(PlatformMapping mapping, long offset, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* source = buffer)
        {
            nuint copied = 0;
            return Kernel32.WriteMemory(Kernel32.CurrentProcess, mapping.Address + (nint)offset, source, (nuint)buffer.Length, &copied) != 0
                ? IoResult.Success(buffer.Length)
                : IoResult.Failure(Marshal.GetLastPInvokeError(), (long)copied);
        }
    }

    private static uint High(long value) => (uint)(value >> 32);
}
