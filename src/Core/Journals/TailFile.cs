using System.Globalization;

namespace Mapwright;

/// <summary>Saves what a recovery is about to cut off, beside the journal.</summary>
/// <remarks>
/// The name is that of the cut: a recovery that did not get to the cut writes the same file again.
/// </remarks>
internal sealed class TailFile(FileSystemBase owner, string path, HeaderSlot slot, LogScan scan)
{
    private const string Operation = "OpenJournal";

    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Copies the tail and makes the copy durable with its name.</summary>
    /// <returns>The path and the length of the copy.</returns>
    public (string Path, long Length) Save(ILogSource source)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"{path}.tail-{slot.Generation}-{scan.End}");
        var file = OpenFile.Open(
            owner.Platform, target, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, UnixFileMode.UserRead | UnixFileMode.UserWrite), Operation);
        var length = LengthOf(source);
        try
        {
            file.Check(owner.Platform.SetLength(file.Handle, 0), Operation);
            for (var at = 0L; at < length; at += _buffer.Length)
            {
                var count = source.Read(scan.End + at, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, length - at)));
                file.Check(owner.Platform.WriteAt(file.Handle, _buffer.AsSpan(0, count), at), Operation, at);
            }

            file.CheckWriteBack(owner.Platform.FlushAll(file.Handle), Operation);
        }
        catch (Exception cause)
        {
            file.Discard(cause, Operation);
            throw;
        }

        file.Close();
        owner.FlushParent(target);
        return (target, length);
    }

    /// <summary>To the end of the last frame whose header is whole; where there is none, to the last byte that is not zero.</summary>
    private long LengthOf(ILogSource source)
    {
        if (scan.LaterFrames > 0)
        {
            return Math.Min(scan.LaterEnd, source.End) - scan.End;
        }

        var length = 0L;
        for (var at = scan.End; at < source.End; at += _buffer.Length)
        {
            var last = _buffer.AsSpan(0, source.Read(at, _buffer)).LastIndexOfAnyExcept((byte)0);
            length = last < 0 ? length : at + last + 1 - scan.End;
        }

        return length;
    }
}
