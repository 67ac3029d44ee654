namespace Mapwright.Testing.Tests;

/// <summary>Space, appends and ways of opening, as the real platforms have them.</summary>
public sealed class HoleTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void A_hole_gives_its_whole_blocks_back()
    {
        _platform.AddFile("/a", Calls.Filled(4 * 4096, 5));
        var file = _platform.OpenFile("/a");
        _platform.PunchHole(file, 100, 2 * 4096).ShouldBe(_platform, StorageErrorCode.None);
        _platform.UsedBytes.ShouldBe(3 * 4096);
        _platform.ReadLive("/a").ShouldBe([.. Calls.Filled(100, 5), .. new byte[2 * 4096], .. Calls.Filled((2 * 4096) - 100, 5)]);
    }

    [Fact]
    public void A_hole_is_durable_only_when_it_was_flushed()
    {
        _platform.AddFile("/a", Calls.Filled(4096, 5));
        var file = _platform.OpenFile("/a");
        _platform.PunchHole(file, 0, 4096).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadDurable("/a").ShouldBe(Calls.Filled(4096, 5));
        _platform.FlushData(file).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadDurable("/a").ShouldBe(new byte[4096]);
    }

    [Fact]
    public void Zeros_beyond_the_end_take_blocks_and_leave_the_length()
    {
        var file = _platform.OpenFile("/a");
        _platform.ZeroRange(file, 0, 10_000).ShouldBe(_platform, StorageErrorCode.None);
        _platform.LengthOf(file).ShouldBe(0);
        _platform.UsedBytes.ShouldBe(3 * 4096);
    }

    [Fact]
    public void Extents_end_with_the_file()
    {
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, 100_000);
        _platform.Write(file, 40_000, [1]);
        _platform.Write(file, 99_999, [1]);
        _platform.FindExtent(file, 0, out var first).Value.ShouldBe(1);
        first.ShouldBe(new FileExtent(9 * 4096, 4096));
        _platform.FindExtent(file, first.End, out var last).Value.ShouldBe(1);
        last.ShouldBe(new FileExtent(24 * 4096, 100_000 - (24 * 4096)));
        _platform.FindExtent(file, last.End, out _).Value.ShouldBe(0);
    }

    [Fact]
    public void A_flushed_interval_is_durable_and_nothing_else()
    {
        _platform.AddFile("/a", new byte[2048]);
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 0, Calls.Filled(2048, 7));
        _platform.FlushRange(file, 512, 512).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadDurable("/a").ShouldBe([.. new byte[512], .. Calls.Filled(512, 7), .. new byte[1024]]);
    }

    [Fact]
    public void Writes_of_a_file_that_was_opened_durable_are_durable()
    {
        _platform.AddFile("/a", new byte[4]);
        _platform.Reopen(_platform.OpenFile("/a"), Caching.Buffered, Durability.Data, out var other).ShouldBe(_platform, StorageErrorCode.None);
        _platform.WriteAt(other!, [1, 2], 0).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Append(other!, [3], TransferOptions.None).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadDurable("/a").ShouldBe([1, 2, 0, 0, 3]);
    }

    [Fact]
    public void An_append_lands_at_the_end_and_says_so()
    {
        _platform.AddFile("/a", [1, 2, 3]);
        _platform.Append(_platform.OpenFile("/a"), [4], TransferOptions.None).Value.ShouldBe(3);
        _platform.ReadLive("/a").ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void A_length_is_never_cut_by_extending_it()
    {
        _platform.AddFile("/a", [1, 2, 3]);
        var file = _platform.OpenFile("/a");
        _platform.ExtendLength(file, 2).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ExtendLength(file, 4).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadLive("/a").ShouldBe([1, 2, 3, 0]);
    }

    [Fact]
    public void Only_the_pages_of_the_interval_leave_the_cache()
    {
        _platform.AddFile("/a", Calls.Filled(4 * 4096, 5));
        var file = _platform.OpenFile("/a");
        _platform.Advise(file, 4096, 4096, FileAdvice.DontNeed).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryReadAt(file, new byte[4096], 0).Value.ShouldBe(4096);
        _platform.TryReadAt(file, new byte[4096], 4096).ShouldBe(_platform, StorageErrorCode.WouldBlock);
        _platform.TryReadAt(file, new byte[4096], 8192).Value.ShouldBe(4096);
    }

    [Theory]
    [InlineData(512, 0, StorageErrorCode.None)]
    [InlineData(1024, 0, StorageErrorCode.InvalidArgument)]
    [InlineData(512, 100, StorageErrorCode.InvalidArgument)]
    public void An_untorn_write_is_one_sector(int length, long offset, StorageErrorCode code) =>
        _platform.WriteAt(_platform.OpenFile("/a"), new byte[length], offset, TransferOptions.Untorn).ShouldBe(_platform, code);
}
