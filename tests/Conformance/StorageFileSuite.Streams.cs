using System.Buffers;
using System.IO.Pipelines;
using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>The file as a stream and as a pipe.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task A_stream_reads_on_from_where_it_is(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(1000);
        await using var file = rig.OpenNew(content);
        await using var stream = file.AsStream(position: 10);
        var buffer = new byte[600];

        (await Read(rig, stream, buffer)).ShouldBe(600);
        buffer.ShouldBe(content[10..610]);
        (await Read(rig, stream, buffer)).ShouldBe(390);
        (await Read(rig, stream, buffer)).ShouldBe(0);
        stream.Position.ShouldBe(1000);
        stream.ReadByte().ShouldBe(-1);
        stream.Seek(-1, SeekOrigin.End).ShouldBe(999);
        stream.ReadByte().ShouldBe(content[999]);
    }

    [Theory, Everywhere]
    public async Task A_stream_writes_on_from_where_it_is_and_extends_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var stream = file.AsStream();
        stream.Seek(2, SeekOrigin.Begin);

        await Write(rig, stream, [7, 8]);
        stream.WriteByte(9);
        stream.Seek(1, SeekOrigin.Current);
        await Write(rig, stream, [10]);

        rig.Content(file.Path).ShouldBe([1, 2, 7, 8, 9, 0, 10]);
        (stream.Position, stream.Length).ShouldBe((7, 7));
    }

    [Theory, Everywhere]
    public async Task A_stream_that_is_made_shorter_moves_its_position_to_the_end(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3, 4]);
        await using var stream = file.AsStream(position: 4);

        stream.SetLength(2);

        (stream.Position, stream.Length).ShouldBe((2, 2));
        stream.SetLength(6);
        stream.Position.ShouldBe(2);
        rig.Content(file.Path).ShouldBe([1, 2, 0, 0, 0, 0]);
    }

    [Theory, Everywhere]
    public async Task A_stream_flushes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        await using var stream = file.AsStream();
        stream.WriteByte(1);

        stream.Flush();
        await stream.FlushAsync();

        rig.Content(file.Path).ShouldBe([1]);
        (rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)) + rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_stream_owns_its_file_only_when_it_is_told(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1]);
        var borrowing = file.AsStream();
        await rig.Call(borrowing.Dispose, borrowing.DisposeAsync);
        file.IsClosed.ShouldBeFalse();
        (borrowing.CanRead, borrowing.CanWrite, borrowing.CanSeek).ShouldBe((false, false, false));
        Should.Throw<ObjectDisposedException>(() => borrowing.ReadByte());
        Should.Throw<ObjectDisposedException>(() => borrowing.Position);

        var owning = file.AsStream(ownsFile: true);
        await rig.Call(owning.Dispose, owning.DisposeAsync);

        file.IsClosed.ShouldBeTrue();
        rig.Platform.OpenFiles.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_stream_of_a_file_opened_for_reading_does_not_write(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenRead(rig.Put([1]));
        await using var stream = file.AsStream();

        stream.CanWrite.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => stream.WriteByte(1));
        Should.Throw<NotSupportedException>(() => stream.SetLength(0));
        Should.Throw<NotSupportedException>(() => file.AsPipeWriter());
    }

    [Theory, Everywhere]
    public async Task A_stream_of_a_file_opened_for_writing_does_not_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.Open(rig.Put([1]), new() { Rights = FileRights.Write });
        await using var stream = file.AsStream();

        stream.CanRead.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => stream.ReadByte());
        Should.Throw<NotSupportedException>(() => file.AsPipeReader());
    }

    [Theory, Everywhere]
    public async Task A_stream_behaves_as_a_file_stream_whatever_is_done_to_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        await using var ours = file.AsStream();
        using var theirs = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            switch (random.Next(5))
            {
                case 0:
                    await Write(rig, ours, bytes);
                    theirs.Write(bytes);
                    break;
                case 1:
                    var mine = new byte[bytes.Length];
                    var count = await Read(rig, ours, mine);
                    count.ShouldBe(theirs.Read(bytes));
                    mine[..count].ShouldBe(bytes[..count]);
                    break;
                case 2:
                    var to = random.Next(1000);
                    ours.Seek(to, SeekOrigin.Begin).ShouldBe(theirs.Seek(to, SeekOrigin.Begin));
                    break;
                case 3:
                    var length = random.Next(1000);
                    ours.SetLength(length);
                    theirs.SetLength(length);
                    break;
                default:
                    ours.ReadByte().ShouldBe(theirs.ReadByte());
                    break;
            }

            (ours.Position, ours.Length).ShouldBe((theirs.Position, theirs.Length));
        }

        var expected = new byte[theirs.Length];
        theirs.Seek(0, SeekOrigin.Begin);
        theirs.ReadExactly(expected);
        rig.Content(file.Path).ShouldBe(expected);
    }

    [Theory, Everywhere]
    public async Task A_pipe_reads_the_whole_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        await using var file = rig.OpenNew(content);
        var reader = file.AsPipeReader(position: 5);
        var read = new List<byte>();

        ReadResult result;
        do
        {
            result = await reader.ReadAsync();
            read.AddRange(result.Buffer.ToArray());
            reader.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);

        await reader.CompleteAsync();
        read.SequenceEqual(content[5..]).ShouldBeTrue();
        file.IsClosed.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_pipe_writes_what_is_flushed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        await using var file = rig.OpenNew([9]);
        var writer = file.AsPipeWriter(position: 1);

        foreach (var chunk in content.Chunk(7_000))
        {
            chunk.CopyTo(writer.GetSpan(chunk.Length));
            writer.Advance(chunk.Length);
            await writer.FlushAsync();
        }

        await writer.CompleteAsync();
        rig.Content(file.Path).AsSpan(1).SequenceEqual(content).ShouldBeTrue();
        file.IsClosed.ShouldBeFalse();
    }

    private static async Task<int> Read(Rig rig, Stream stream, byte[] buffer) =>
        rig.Setup.Colour == Colour.Blocking ? stream.Read(buffer) : await stream.ReadAsync(buffer);

    private static async Task Write(Rig rig, Stream stream, byte[] bytes)
    {
        if (rig.Setup.Colour == Colour.Blocking)
        {
            stream.Write(bytes, 0, bytes.Length);
        }
        else
        {
            await stream.WriteAsync(bytes);
        }
    }
}
