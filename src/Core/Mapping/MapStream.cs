namespace Mapwright;

/// <summary>A mapping as a stream. It owns nothing: the file outlives it.</summary>
internal sealed class MapStream(MappedFileBase map, long start, long? length) : Stream
{
    private readonly MutableMappedFileBase? _target = map as MutableMappedFileBase;
    private long _position;
    private bool _closed;

    public override bool CanRead => !_closed;

    public override bool CanSeek => !_closed;

    public override bool CanWrite => !_closed && _target is not null;

    public override long Length
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return length is { } fixedLength ? Math.Clamp(map.Length - start, 0, fixedLength) : map.Length;
        }
    }

    public override long Position
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _position;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ObjectDisposedException.ThrowIf(_closed, this);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..Readable(buffer.Length)];
        var count = buffer.IsEmpty ? 0 : map.ReadAt(buffer, start + _position);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int ReadByte()
    {
        var value = (byte)0;
        return Read(new Span<byte>(ref value)) == 0 ? -1 : value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        buffer = buffer[..Readable(buffer.Length)];
        var count = buffer.IsEmpty ? 0 : await map.ReadAtAsync(buffer, start + _position, cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Writable(buffer.Length).WriteAt(buffer, start + _position);
        _position += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void WriteByte(byte value) => Write(new ReadOnlySpan<byte>(in value));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Writable(buffer.Length).WriteAtAsync(buffer, start + _position, cancellationToken).ConfigureAwait(false);
        _position += buffer.Length;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var from = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            SeekOrigin.End => Length,
            _ => throw new ArgumentException($"{origin} is no origin.", nameof(origin)),
        };
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, -from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - from);
        return Position = from + offset;
    }

    public override void SetLength(long value) =>
        throw new NotSupportedException("A stream over a mapping does not change its length; the mapped file does.");

    public override void Flush() => ObjectDisposedException.ThrowIf(_closed, this);

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        _closed = true;
        base.Dispose(disposing);
    }

    private int Readable(int count) => (int)Math.Clamp(Length - _position, 0, count);

    private MutableMappedFileBase Writable(int count)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var target = _target ?? throw new NotSupportedException($"The stream does not write: '{map.Path}' was mapped for reading only.");
        MapBounds.CheckWithin(_position, count, Length);
        return target;
    }
}
