namespace Mapwright.Testing.Tests;

public sealed class TransferTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void A_read_is_short_only_at_the_end_of_the_file()
    {
        _platform.AddFile("/a", [1, 2, 3]);
        var file = _platform.OpenFile("/a");
        _platform.Read(file, 1, 10).ShouldBe([2, 3]);
        _platform.Read(file, 3, 10).ShouldBeEmpty();
        _platform.Read(file, 99, 10).ShouldBeEmpty();
    }

    [Fact]
    public void Writing_beyond_the_end_leaves_zeros_between()
    {
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 5000, 1);
        _platform.LengthOf(file).ShouldBe(5001);
        _platform.Read(file, 0, 5001).ShouldBe([.. new byte[5000], 1]);
    }

    [Fact]
    public void Cut_off_bytes_do_not_come_back_when_the_file_grows_again()
    {
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 0, Calls.Filled(9000, 7));
        _platform.SetLength(file, 1000).ShouldBe(_platform, StorageErrorCode.None);
        _platform.SetLength(file, 9000).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Read(file, 0, 9000).ShouldBe([.. Calls.Filled(1000, 7), .. new byte[8000]]);
    }

    [Fact]
    public void A_file_ends_at_the_largest_length()
    {
        var platform = new SimulatedPlatform(new SimulatedPlatformOptions { MaximumFileLength = 10_000 });
        var file = platform.OpenFile("/a");
        platform.SetLength(file, 10_001).ShouldBe(platform, StorageErrorCode.TooLarge);
        platform.SetLength(file, 10_000).ShouldBe(platform, StorageErrorCode.None);
        var result = platform.WriteAt(file, new byte[20], 9990);
        result.ShouldBe(platform, StorageErrorCode.TooLarge);
        result.Value.ShouldBe(10);
        platform.Allocate(file, 9000, 1001).ShouldBe(platform, StorageErrorCode.TooLarge);
        platform.LengthOf(file).ShouldBe(10_000);
    }

    [Fact]
    public void A_handle_does_what_it_was_opened_for()
    {
        _platform.AddFile("/a", [1]);
        var reader = _platform.OpenFile("/a", rights: FileRights.Read);
        var writer = _platform.OpenFile("/a", rights: FileRights.Write);
        _platform.WriteAt(reader, [2], 0).ShouldBe(_platform, StorageErrorCode.InvalidArgument);
        _platform.SetLength(reader, 0).ShouldBe(_platform, StorageErrorCode.InvalidArgument);
        _platform.ReadAt(writer, new byte[1], 0).ShouldBe(_platform, StorageErrorCode.InvalidArgument);
        _platform.Map(reader, new MapRequest(MappingKind.ReadWrite, 0, 1), out _).ShouldBe(_platform, StorageErrorCode.AccessDenied);
        _platform.Map(reader, new MapRequest(MappingKind.CopyOnWrite, 0, 1), out _).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadLive("/a").ShouldBe([1]);
    }

    [Fact]
    public void A_closed_handle_is_refused()
    {
        var file = _platform.OpenFile("/a");
        _platform.Close(file).ShouldBe(_platform, StorageErrorCode.None);
        _platform.WriteAt(file, [1], 0).ShouldBe(_platform, StorageErrorCode.InvalidArgument);
        _platform.Close(file).ShouldBe(_platform, StorageErrorCode.InvalidArgument);
        _platform.OpenFiles.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public void An_interval_that_makes_no_sense_is_refused(long offset, long length) =>
        _platform.Allocate(_platform.OpenFile("/a"), offset, length).ShouldBe(_platform, StorageErrorCode.InvalidArgument);

    [Fact]
    public void Dropped_pages_have_to_be_waited_for_and_others_answer()
    {
        _platform.AddFile("/a", Calls.Filled(4 * 4096, 5));
        var file = _platform.OpenFile("/a");
        var buffer = new byte[4 * 4096];
        _platform.TryReadAt(file, buffer, 0).Value.ShouldBe(buffer.Length);

        _platform.DropCache("/a");
        _platform.TryReadAt(file, buffer, 0).ShouldBe(_platform, StorageErrorCode.WouldBlock);

        _platform.Read(file, 4096, 8192);
        _platform.TryReadAt(file, buffer, 0).ShouldBe(_platform, StorageErrorCode.WouldBlock);
        _platform.TryReadAt(file, buffer, 4100).Value.ShouldBe((3 * 4096) - 4100);
        _platform.TryReadAt(file, buffer, buffer.Length).ShouldBe(IoResult.Success());
    }

    [Fact]
    public void What_is_written_is_cached_and_unflushed_pages_are_not_dropped()
    {
        _platform.AddFile("/a", Calls.Filled(2 * 4096, 5));
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 10, 6);
        _platform.DropCache("/a");
        _platform.TryReadAt(file, new byte[8192], 0).Value.ShouldBe(4096);
        _platform.Read(file, 10, 1).ShouldBe([6]);
    }

    [Fact]
    public void Everything_written_is_read_back()
    {
        var random = new Random(5);
        var expected = new byte[100_000];
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, expected.Length);
        for (var i = 0; i < 500; i++)
        {
            var bytes = new byte[random.Next(6000)];
            random.NextBytes(bytes);
            var offset = random.Next(expected.Length - bytes.Length);
            bytes.CopyTo(expected, offset);
            _platform.Write(file, offset, bytes);
        }

        _platform.Read(file, 0, expected.Length).ShouldBe(expected);
    }
}
