namespace Mapwright.Core.Tests.Platform;

public sealed class AppendTests : PlatformTest
{
    [Fact]
    public void Bytes_are_written_at_the_end_and_their_offset_is_told()
    {
        var path = Folder.File("appended", [1, 2]);
        var file = Open(path);
        Platform.Append(file, [3, 4], TransferOptions.None).ShouldSucceed().ShouldBe(2);
        Platform.Append(file, [], TransferOptions.None).ShouldSucceed().ShouldBe(4);
        Platform.Append(file, [5], TransferOptions.Durable).ShouldSucceed().ShouldBe(4);
        Platform.Append(file, [6], TransferOptions.FullyDurable).ShouldSucceed().ShouldBe(5);
        Platform.Append(file, [7], TransferOptions.DontCache).ShouldSucceed().ShouldBe(6);
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void The_end_is_where_another_party_moved_it()
    {
        var path = Folder.File("moved", [1, 2]);
        var file = Open(path);
        Platform.Append(file, [3], TransferOptions.None).ShouldSucceed().ShouldBe(2);
        Platform.SetLength(Open(path), 100).ShouldSucceed();
        Platform.Append(file, [4], TransferOptions.None).ShouldSucceed().ShouldBe(100);
    }

    [Fact]
    public void A_full_disk_is_reported_with_what_was_appended()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("full"), disposition: FileDisposition.CreateNew);
        var result = Platform.Append(file, new byte[256 * 1024], TransferOptions.None);
        Platform.CodeOf(result).ShouldBe(StorageErrorCode.NoSpace);
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        result.Value.ShouldBe(metadata.Length);
    }

    [Fact]
    public async Task Threads_that_append_through_one_file_are_told_their_own_offsets()
    {
        const int Writers = 4;
        const int Records = 2_000;
        var path = Folder.File("shared", []);
        var file = Open(path);
        var offsets = await Task.WhenAll(Enumerable.Range(1, Writers).Select(writer => Task.Run(() =>
        {
            byte[] record = [(byte)writer, (byte)writer, (byte)writer];
            return Enumerable.Range(0, Records).Select(round =>
            {
                // Asking for extents moves the same position.
                if (!Wine.IsHere)
                {
                    Platform.FindExtent(file, 0, out _).ShouldSucceed();
                }

                return Platform.Append(file, record, TransferOptions.None).ShouldSucceed();
            }).ToList();
        })));

        var content = TemporaryDirectory.Read(path);
        content.Length.ShouldBe(3 * Writers * Records);
        for (var writer = 1; writer <= Writers; writer++)
        {
            offsets[writer - 1].ShouldAllBe(offset => content[offset] == writer && content[offset + 2] == writer);
        }
    }
}
