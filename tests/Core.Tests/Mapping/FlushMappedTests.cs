namespace Mapwright.Core.Tests.Mapping;

public sealed class FlushMappedTests : MappingTest
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, Length)]
    [InlineData(5_000, 1)]
    [InlineData(Length, 0)]
    public void An_interval_is_flushed(long offset, long length)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 0 });
        map.FlushRange(offset, length);
        Platform.CallsOf("FlushMapping").ShouldBe(length == 0 ? 0 : 1);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(Length, 1)]
    [InlineData(1, Length)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void An_interval_that_is_not_inside_is_refused(long offset, long length)
    {
        using var map = Files.OpenMutableMapped(Path);
        Should.Throw<ArgumentOutOfRangeException>(() => map.FlushRange(offset, length));
    }

    [Fact]
    public async Task Everything_is_flushed_by_one_call()
    {
        await using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 4_095 });
        map.Flush();
        await map.FlushAsync(TestContext.Current.CancellationToken);
        Platform.CallsOf("FlushMapping").ShouldBe(2);
    }

    [Fact]
    public void The_length_of_an_emptied_file_is_flushed_too()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.SetLength(0);
        map.Flush();
        Platform.CallsOf("FlushData").ShouldBe(1);
    }

    [Fact]
    public void A_failed_flush_poisons_every_writer_of_the_file_for_good()
    {
        using var map = Files.OpenMutableMapped(Path);
        using var second = Files.OpenMutableMapped(Path);
        using var file = Files.OpenWrite(Path);
        map.Write(0, 1);
        Platform.Fail("FlushMapping", 5);
        var cause = Should.Throw<StorageException>(() => map.FlushRange(0, 4));
        cause.Code.ShouldBe(StorageErrorCode.DeviceError);
        Platform.Fail("FlushMapping", 0);

        foreach (var poisoned in new[] { map, second })
        {
            poisoned.IsPoisoned.ShouldBeTrue();
            ShouldBePoisoned(poisoned.Flush);
            ShouldBePoisoned(() => poisoned.FlushRange(0, 1));
            ShouldBePoisoned(() => poisoned.Write(0, 2));
            ShouldBePoisoned(() => poisoned.WriteAt([2], 0));
            ShouldBePoisoned(() => poisoned.Fill(0, 1, 2));
            ShouldBePoisoned(() => poisoned.SetLength(1));
            poisoned.Read<int>(0).ShouldBe(1);
        }

        ShouldBePoisoned(() => file.WriteAt([2], 0));
        Platform.CallsOf("FlushMapping").ShouldBe(1, "a failed flush is not tried again");

        void ShouldBePoisoned(Action action)
        {
            var error = Should.Throw<StorageException>(action);
            error.Code.ShouldBe(StorageErrorCode.Poisoned);
            error.InnerException.ShouldBe(cause);
        }
    }
}
