namespace Mapwright;

/// <summary>The live part of a journal's file: from a position on, as far as there are segments without a gap.</summary>
internal sealed class LiveLog(JournalFile file, long first, string operation) : ILogSource
{
    public long End => file.Segments.EndFrom(file.Layout.NumberOf(first), file.Layout);

    public int Read(long lsn, Span<byte> buffer) => file.Read(lsn, buffer, operation);
}
