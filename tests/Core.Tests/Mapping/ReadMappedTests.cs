namespace Mapwright.Core.Tests.Mapping;

/// <summary>Copies out of a mapping; of both kinds of length, because short and long copies take different ways.</summary>
public sealed class ReadMappedTests : MappingTest
{
    [Theory]
    [InlineData(100, 0, 100)]
    [InlineData(100, 5_000, 100)]
    [InlineData(1_000, 5_000, 1_000)]
    [InlineData(100, Length - 10, 10)]
    [InlineData(1_000, Length - 10, 10)]
    [InlineData(100, Length, 0)]
    [InlineData(1_000, Length + 5, 0)]
    [InlineData(1_000, long.MaxValue, 0)]
    [InlineData(0, 3, 0)]
    public async Task A_read_is_short_only_at_the_end(int length, long offset, int expected)
    {
        using var map = Files.OpenMapped(Path);
        using var copy = Files.OpenCopyOnWrite(Path);
        foreach (var any in new[] { map, copy })
        {
            var buffer = new byte[length];
            any.ReadAt(buffer, offset).ShouldBe(expected);
            buffer.ShouldStartWith(offset, Content, expected);
            var second = new byte[length];
            (await any.ReadAtAsync(second, offset, TestContext.Current.CancellationToken)).ShouldBe(expected);
            second.ShouldBe(buffer);
        }
    }

    [Fact]
    public void Reads_count_from_the_start_of_the_mapping()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 4_097, Length = 9_000 });
        var buffer = new byte[1_000];
        map.ReadAt(buffer, 3).ShouldBe(1_000);
        buffer.ShouldStartWith(4_100, Content, 1_000);
        map.ReadAt(buffer, 8_999).ShouldBe(1);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public void A_whole_buffer_is_read_or_the_end_is_reported(int length)
    {
        using var map = Files.OpenMapped(Path);
        var buffer = new byte[length];
        map.ReadExactlyAt(buffer, 7);
        buffer.ShouldStartWith(7, Content, length);
        Should.Throw<EndOfStreamException>(() => map.ReadExactlyAt(buffer, Length - length + 1));
        Should.Throw<ArgumentOutOfRangeException>(() => map.ReadExactlyAt(buffer, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => map.ReadAt(buffer, -1));
    }

    [Fact]
    public void Everything_is_copied_to_an_array()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 5 });
        map.ToArray().ShouldBe(Content[5..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_truncated_file_is_reported_and_does_not_end_the_process(bool copyOnWrite)
    {
        await using MappedFileBase map = copyOnWrite ? Files.OpenCopyOnWrite(Path) : Files.OpenMapped(Path);
        await using (var other = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(4_000);
        }

        var buffer = new byte[1_000];
        Should.Throw<StorageException>(() => map.ReadAt(buffer, 10_000)).Code.ShouldBe(StorageErrorCode.Truncated);
        (await Should.ThrowAsync<StorageException>(async () => await map.ReadExactlyAtAsync(buffer, 10_000)))
            .Code.ShouldBe(StorageErrorCode.Truncated);
        map.ReadAt(buffer, 1_000).ShouldBe(1_000);
    }

    [Fact]
    public void A_failed_read_is_reported()
    {
        using var map = Files.OpenMapped(Path);
        Platform.Fail("ReadMapping", 5);
        var error = Should.Throw<StorageException>(() => map.ReadAt(new byte[1_000], 7));
        error.Code.ShouldBe(StorageErrorCode.DeviceError);
        error.Offset.ShouldBe(7);
        error.Operation.ShouldBe("ReadAt");
    }

    [Fact]
    public async Task Cached_bytes_are_read_without_the_blocking_body()
    {
        await using var map = Files.OpenMapped(Path);
        Platform.Fail("ReadMapping", 5);
        var buffer = new byte[1_000];
        (await map.ReadAtAsync(buffer, 0, TestContext.Current.CancellationToken)).ShouldBe(1_000);
        buffer.ShouldStartWith(0, Content, 1_000);
    }
}

public static class ContentAssertions
{
    public static void ShouldStartWith(this byte[] actual, long offset, byte[] content, int count)
    {
        if (count > 0)
        {
            actual.AsSpan(0, count).SequenceEqual(content.AsSpan((int)offset, count)).ShouldBeTrue();
        }

        actual.AsSpan(count).ContainsAnyExcept((byte)0).ShouldBeFalse();
    }
}
