namespace Mapwright.Samples.Tests;

/// <summary>What the README says about flush errors.</summary>
public sealed class FlushErrorsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_flush_that_fails_is_an_exception_here_whatever_the_base_class_library_says()
    {
        var injection = _folder.Injection;

        using var sample = _folder.Start(injection.Into("fsync,fdatasync", "error=EIO", Sample.Command("FlushErrors")));

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        injection.MustHaveHappened();
        sample.Output.ShouldMatch("Mapwright StorageFile.FlushAll: .*EIO");
    }

    [Fact]
    public async Task A_flush_that_succeeds_is_none()
    {
        using var sample = _folder.Start(Sample.Command("FlushErrors"));

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        sample.Output.Split('\n').Count(l => l.EndsWith("says that the bytes are safe", StringComparison.Ordinal)).ShouldBe(3);
    }
}
