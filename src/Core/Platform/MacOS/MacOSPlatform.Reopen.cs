namespace Mapwright;

/// <summary>The same file opened in another way.</summary>
internal sealed unsafe partial class MacOSPlatform
{
    private const int AppendFlag = 0x8;
    private const int NoCache = 48;
    private const int GetPath = 50;
    private const int LongestPath = 1024;
    private const int FromHere = 1;

    /// <remarks>
    /// <see cref="Caching.Direct"/> is <c>F_NOCACHE</c>, which asks for no alignment. The system has no flag for durable writes: each write of the
    /// other file is followed by the flush it needs.
    /// </remarks>
    public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        var own = (MacOSFile)file;
        var result = Another(own, AccessOf(own.Rights), out var descriptor);
        if (result.IsFailure)
        {
            return result;
        }

        result = caching == Caching.Direct ? Control(descriptor, NoCache, 1) : result;
        if (result.IsFailure)
        {
            LibSystem.Close(descriptor);
            return result;
        }

        other = new MacOSFile(descriptor, own.Rights) { Durability = durability };
        return IoResult.Success();
    }

    public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
    {
        limits = new TransferLimits(1, 1, 0, 0);
        return IoResult.Success();
    }

    /// <remarks>
    /// Through a descriptor of its own that always appends; it moves its position to the end of what it wrote, and so tells where that was.
    /// </remarks>
    public override IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options)
    {
        var own = (MacOSFile)file;
        if (buffer.IsEmpty)
        {
            var asked = Stat(own.Descriptor, out var stat);
            return asked.IsFailure ? asked : IoResult.Success(stat.Size);
        }

        IoResult appended;
        lock (own.PositionGate)
        {
            if (own.Appending < 0)
            {
                var opened = Another(own, WriteOnly | AppendFlag, out var descriptor);
                if (opened.IsFailure)
                {
                    return opened;
                }

                own.Appending = descriptor;
            }

            appended = Append(own.Appending, buffer);
        }

        if (appended.IsFailure || (options & (TransferOptions.Durable | TransferOptions.FullyDurable)) == 0)
        {
            return appended;
        }

        var flushed = FlushData(file);
        return flushed.IsFailure ? IoResult.Failure(flushed.Error, buffer.Length) : appended;
    }

    private static IoResult Append(int descriptor, ReadOnlySpan<byte> buffer)
    {
        nint count;
        fixed (byte* start = buffer)
        {
            while ((count = LibSystem.Write(descriptor, start, (nuint)buffer.Length)) < 0)
            {
                if (!WasInterrupted(out var failure))
                {
                    return failure;
                }
            }
        }

        if (count < buffer.Length)
        {
            // The rest would stand behind what another party may have appended meanwhile.
            return IoResult.Failure(MacOSErrors.EIO, count);
        }

        var end = LibSystem.Seek(descriptor, 0, FromHere);
        return end < 0 ? LastError() : IoResult.Success(end - count);
    }

    /// <summary>Opens by the name that the system has for the descriptor, and makes sure that it is still the same file.</summary>
    private static IoResult Another(MacOSFile file, int flags, out int descriptor)
    {
        descriptor = -1;
        var path = stackalloc byte[LongestPath];
        var result = Control(file.Descriptor, GetPath, (nint)path);
        if (!result.IsFailure)
        {
            result = OpenOnce(path, flags | CloseOnExec | NoTerminal, 0, out descriptor);
        }

        if (result.IsFailure)
        {
            return result;
        }

        result = Stat(descriptor, out var found);
        var known = Stat(file.Descriptor, out var wanted);
        result = result.IsFailure ? result : known;
        if (!result.IsFailure && (found.Device != wanted.Device || found.Inode != wanted.Inode))
        {
            // Renamed or removed: a file without a name cannot be opened again.
            result = IoResult.Failure(MacOSErrors.ENOTSUP);
        }

        if (!result.IsFailure)
        {
            result = Control(descriptor, SetStatusFlags, flags & AppendFlag);
        }

        if (result.IsFailure)
        {
            LibSystem.Close(descriptor);
        }

        return result;
    }
}
