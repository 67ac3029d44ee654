using System.Buffers.Binary;
using System.Text;
using Mapwright;

namespace SegmentedDownload.Client;

/// <summary>Remembers in a journal which version is being fetched, and which segments of it are durable.</summary>
/// <remarks>
/// A record is the version (its length, then its ETag), or a segment (its offset, then its length). A segment counts for the version before it. So a segment that
/// is in the log is whole in the file, and what was in flight when the process died is in neither.
/// </remarks>
internal sealed class DownloadLog : IAsyncDisposable
{
    private const byte Version = 1;
    private const byte Segment = 2;
    private const int SegmentLength = 1 + (2 * sizeof(long));

    private readonly FileSystemBase _files;
    private readonly JournalBase _journal;
    private readonly List<(long Offset, long Length)> _durable = [];
    private bool _isKept;

    private DownloadLog(FileSystemBase files, JournalBase journal)
    {
        _files = files;
        _journal = journal;
    }

    /// <summary>The version that the segments belong to; <see langword="null"/> where nothing was begun.</summary>
    public (long Length, string ETag)? Begun { get; private set; }

    /// <summary>Opens the log of a download; one process at a time has it.</summary>
    public static async Task<DownloadLog> OpenAsync(FileSystemBase files, string path, CancellationToken cancellationToken)
    {
        var journal = await files.OpenJournalAsync(path, new JournalOptions { SegmentSize = 64 << 10 }, cancellationToken);
        var log = new DownloadLog(files, journal);
        try
        {
            await log.ReadAsync(cancellationToken);
            return log;
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>What of the file is not durable yet: intervals in order.</summary>
    public IEnumerable<(long Offset, long Length)> Missing()
    {
        var next = 0L;
        foreach (var (offset, length) in _durable.Order())
        {
            if (offset > next)
            {
                yield return (next, offset - next);
            }

            next = offset + length;
        }

        if (next < Begun!.Value.Length)
        {
            yield return (next, Begun.Value.Length - next);
        }
    }

    /// <summary>Begins with a version. Nothing of it is durable, and what was noted before is forgotten.</summary>
    public async Task BeginAsync(RemoteFile remote, CancellationToken cancellationToken)
    {
        var record = new byte[1 + sizeof(long) + Encoding.UTF8.GetByteCount(remote.ETag)];
        record[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(1), remote.Length);
        Encoding.UTF8.GetBytes(remote.ETag, record.AsSpan(1 + sizeof(long)));
        var lsn = await _journal.AppendAndCommitAsync(record, cancellationToken);
        await _journal.TrimHeadAsync(lsn, cancellationToken);
        Apply(record);
        _isKept = true;
    }

    /// <summary>Notes, durably, that a segment is durable.</summary>
    public async Task NoteAsync(WriteReceipt flushed)
    {
        var record = new byte[SegmentLength];
        record[0] = Segment;
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(1), flushed.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(1 + sizeof(long)), flushed.Length);
        await _journal.AppendAndCommitAsync(record);
    }

    /// <summary>Has the log removed when it is closed: the download is done.</summary>
    public void Forget() => _isKept = false;

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        if (!_isKept)
        {
            await _files.DeleteAsync(_journal.Path, missingOk: true);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var reader = await _files.OpenJournalReaderAsync(_journal.Path, cancellationToken);
        while (await reader.ReadAsync(cancellationToken) is { } record)
        {
            Apply(record.Payload.Span);
        }

        _isKept = Begun is not null;
        if (_journal.Recovery.TailPath is { } tail)
        {
            // What a crash cut off is a note that nobody waited for; its segment is fetched again.
            await _files.DeleteAsync(tail, missingOk: true, cancellationToken);
        }
    }

    private void Apply(ReadOnlySpan<byte> record)
    {
        switch (record)
        {
            case [Version, .. var version] when version.Length > sizeof(long):
                Begun = (BinaryPrimitives.ReadInt64LittleEndian(version), Encoding.UTF8.GetString(version[sizeof(long)..]));
                _durable.Clear();
                break;
            case [Segment, .. var segment] when record.Length == SegmentLength && Begun is not null:
                _durable.Add((BinaryPrimitives.ReadInt64LittleEndian(segment), BinaryPrimitives.ReadInt64LittleEndian(segment[sizeof(long)..])));
                break;
            default:
                throw new DownloadException($"'{_journal.Path}' is not the log of a download.");
        }
    }
}
