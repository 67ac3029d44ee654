namespace Mapwright;

/// <summary>A mapping as a stream. It owns nothing: the file outlives it.</summary>
internal sealed class MapStream(MappedFileBase map, long start, long? length) : OffsetStream
{
    private readonly MutableMappedFileBase? _target = map as MutableMappedFileBase;

    public override bool CanRead => !IsClosed;

    public override bool CanWrite => !IsClosed && _target is not null;

    public override long Length
    {
        get
        {
            ThrowIfClosed();
            return length is { } fixedLength ? Math.Clamp(map.Length - start, 0, fixedLength) : map.Length;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..Readable(buffer.Length)];
        var count = buffer.IsEmpty ? 0 : map.ReadAt(buffer, start + Position);
        Position += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        buffer = buffer[..Readable(buffer.Length)];
        var count = buffer.IsEmpty ? 0 : await map.ReadAtAsync(buffer, start + Position, cancellationToken).ConfigureAwait(false);
        Position += count;
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Writable(buffer.Length).WriteAt(buffer, start + Position);
        Position += buffer.Length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Writable(buffer.Length).WriteAtAsync(buffer, start + Position, cancellationToken).ConfigureAwait(false);
        Position += buffer.Length;
    }

    public override void SetLength(long value) =>
        throw new NotSupportedException("A stream over a mapping does not change its length; the mapped file does.");

    private int Readable(int count) => (int)Math.Clamp(Length - Position, 0, count);

    private MutableMappedFileBase Writable(int count)
    {
        ThrowIfClosed();
        var target = _target ?? throw new NotSupportedException($"The stream does not write: '{map.Path}' was mapped for reading only.");
        MapBounds.CheckWithin(Position, count, Length);
        return target;
    }
}
