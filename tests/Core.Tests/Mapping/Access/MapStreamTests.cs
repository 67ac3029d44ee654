using System.IO.Compression;

namespace Mapwright.Core.Tests.Mapping;

public sealed class MapStreamTests : MappingTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_stream_reads_seeks_and_knows_its_length()
    {
        using var map = Files.OpenMapped(Path);
        using var stream = map.AsStream(10, 1000);
        stream.Length.ShouldBe(1000);
        (stream.CanRead, stream.CanSeek, stream.CanWrite).ShouldBe((true, true, false));
        stream.ReadByte().ShouldBe(Content[10]);
        var buffer = new byte[400];
        stream.ReadExactly(buffer, 0, 400);
        buffer.ShouldBe(Content[11..411]);
        stream.Seek(-5, SeekOrigin.End).ShouldBe(995);
        stream.Read(buffer).ShouldBe(5);
        buffer[..5].ShouldBe(Content[1005..1010]);
        stream.Read(buffer).ShouldBe(0);
        stream.ReadByte().ShouldBe(-1);
        stream.Seek(-600, SeekOrigin.Current).ShouldBe(400);
        stream.Seek(7, SeekOrigin.Begin).ShouldBe(7);
        stream.Position = 5000;
        stream.Read(buffer).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => stream.Position = -1);
        Should.Throw<ArgumentOutOfRangeException>(() => stream.Seek(-1, SeekOrigin.Begin));
        Should.Throw<ArgumentException>(() => stream.Seek(0, (SeekOrigin)9));
        stream.Position.ShouldBe(5000);
    }

    [Fact]
    public async Task A_stream_writes_up_to_its_end_and_never_grows()
    {
        await using (var map = Files.OpenMutableMapped(Path))
        {
            await using var stream = map.AsStream(10, 20);
            stream.CanWrite.ShouldBeTrue();
            stream.Write([1, 2, 3]);
            stream.WriteByte(4);
            await stream.WriteAsync(new byte[] { 5, 6 }, Token);
            await stream.WriteAsync(new byte[] { 7, 8, 9 }.AsMemory(1, 2), Token);
            stream.Position.ShouldBe(8);
            Should.Throw<ArgumentOutOfRangeException>(() => stream.Write(new byte[13]));
            await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await stream.WriteAsync(new byte[13], Token));
            Should.Throw<NotSupportedException>(() => stream.SetLength(5));
            stream.Position = long.MaxValue;
            Should.Throw<ArgumentOutOfRangeException>(() => stream.WriteByte(1));
            stream.Flush();
            await stream.FlushAsync(Token);
            Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(0);
        }

        OnDisk.ShouldBe([.. Content[..10], 1, 2, 3, 4, 5, 6, 8, 9, .. Content[18..]]);
    }

    [Fact]
    public async Task A_stream_of_a_read_only_map_does_not_write()
    {
        await using var map = Files.OpenMapped(Path);
        await using var stream = map.AsStream();
        Should.Throw<NotSupportedException>(() => stream.Write([1]));
        await Should.ThrowAsync<NotSupportedException>(async () => await stream.WriteAsync(new byte[1], Token));
    }

    [Fact]
    public void A_stream_of_the_whole_map_follows_its_length()
    {
        using var map = Files.OpenMutableMapped(Path);
        using var stream = map.AsStream();
        map.SetLength(50_000);
        stream.Length.ShouldBe(50_000);
        stream.Position = Length;
        stream.ReadByte().ShouldBe(0);
    }

    [Fact]
    public async Task Base_class_streams_work_on_it()
    {
        await using var map = Files.CreateMutableMapped(Folder.File("packed"), 100_000);
        var stream = map.AsStream();
        await using (var packing = new GZipStream(stream, CompressionMode.Compress, leaveOpen: true))
        {
            await packing.WriteAsync(Content, Token);
        }

        var packed = stream.Position;
        await using var unpacking = new GZipStream(map.AsStream(0, packed), CompressionMode.Decompress);
        using var target = new MemoryStream();
        await unpacking.CopyToAsync(target, Token);
        target.ToArray().ShouldBe(Content);
        map.IsClosed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_closed_stream_is_refused()
    {
        await using var map = Files.OpenMutableMapped(Path);
        var stream = map.AsStream();
        await stream.DisposeAsync();
        (stream.CanRead, stream.CanSeek, stream.CanWrite).ShouldBe((false, false, false));
        Should.Throw<ObjectDisposedException>(() => stream.Length);
        Should.Throw<ObjectDisposedException>(() => stream.Read(new byte[1]));
        Should.Throw<ObjectDisposedException>(() => stream.Write(new byte[1]));
        Should.Throw<ObjectDisposedException>(stream.Flush);
        map.Dispose();
        Should.Throw<ObjectDisposedException>(() => map.AsStream());
    }

    [Fact]
    public async Task A_cancelled_token_is_seen_before_anything_is_done()
    {
        await using var map = Files.OpenMutableMapped(Path);
        await using var stream = map.AsStream();
        var token = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(new byte[1], token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await stream.WriteAsync(new byte[1], token));
        await Should.ThrowAsync<OperationCanceledException>(() => stream.FlushAsync(token));
        stream.Position.ShouldBe(0);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public async Task A_pipe_reads_the_whole_mapping()
    {
        await using var map = Files.OpenMapped(Path);
        var pipe = map.AsPipeReader();
        using var target = new MemoryStream();
        await pipe.CopyToAsync(target, Token);
        await pipe.CompleteAsync();
        target.ToArray().ShouldBe(Content);
        map.IsClosed.ShouldBeFalse();
    }

    [Fact]
    public async Task The_mapping_is_copied_to_a_stream()
    {
        await using var map = Files.OpenMapped(Path);
        using var blocking = new MemoryStream();
        using var async = new MemoryStream();
        map.CopyTo(blocking);
        map.CopyTo(blocking, 100, 50);
        await map.CopyToAsync(async, Token);
        await map.CopyToAsync(async, 100, 50, Token);
        blocking.ToArray().ShouldBe([.. Content, .. Content[100..150]]);
        async.ToArray().ShouldBe(blocking.ToArray());
        Should.Throw<ArgumentOutOfRangeException>(() => map.CopyTo(blocking, 1, Length));
        Should.Throw<ArgumentOutOfRangeException>(() => map.CopyToAsync(blocking, 1, Length, Token).AsTask());
    }

    [Fact]
    public async Task An_interval_is_filled_from_a_stream_as_far_as_either_reaches()
    {
        await using (var map = Files.OpenMutableMapped(Path))
        {
            using var source = new MemoryStream([.. Enumerable.Range(1, 100).Select(i => (byte)i)]);
            map.CopyFrom(source, 1000, 30).ShouldBe(30);
            source.Position.ShouldBe(30);
            (await map.CopyFromAsync(source, 2000, 60, Token)).ShouldBe(60);
            map.CopyFrom(source, 3000, 500).ShouldBe(10);
            (await map.CopyFromAsync(source, 3000, 500, Token)).ShouldBe(0);
            map.CopyFrom(source, 0, 0).ShouldBe(0);
        }

        var expected = (byte[])Content.Clone();
        for (var i = 0; i < 100; i++)
        {
            expected[i < 30 ? 1000 + i : i < 90 ? 2000 + i - 30 : 3000 + i - 90] = (byte)(i + 1);
        }

        OnDisk.ShouldBe(expected);
    }

    [Fact]
    public void Nothing_is_read_from_a_stream_for_an_interval_that_does_not_fit()
    {
        using var map = Files.OpenMutableMapped(Path);
        using var source = new MemoryStream(new byte[10]);
        Should.Throw<ArgumentOutOfRangeException>(() => map.CopyFrom(source, Length - 5, 6));
        Should.Throw<ArgumentOutOfRangeException>(() => map.CopyFromAsync(source, -1, 6, Token).AsTask());
        source.Position.ShouldBe(0);
        source.Dispose();
        Should.Throw<ArgumentException>(() => map.CopyFrom(source, 0, 1)).ParamName.ShouldBe("source");
    }
}
