namespace Mapwright.Samples.Tests;

/// <summary>Every failure of the quickstart is one line, an exit code, and no copy under a final name.</summary>
public sealed class QuickstartFailureTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fsync,fdatasync,msync")]
    [InlineData("fdatasync")]
    [InlineData("fsync")]
    public async Task A_flush_that_fails(string calls)
    {
        _folder.SourceFile("nested/file", length: 700_000);
        var injection = _folder.Injection;

        using var sample = _folder.Start(injection.Into(calls, "error=EIO", _folder.Quickstart));

        (await sample.FailedAsync()).ShouldContain("EIO");
        injection.MustHaveHappened();
        _folder.Copies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disk_that_says_it_wrote_and_did_not()
    {
        _folder.SourceFile("file", length: 4096);
        var injection = _folder.Injection;

        using var sample = _folder.Start(injection.Into("pwrite64", "retval=4096", _folder.Quickstart));

        (await sample.FailedAsync()).ShouldContain("differs");
        injection.MustHaveHappened();
        _folder.Copies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_that_is_missing()
    {
        using var sample = _folder.Start(_folder.Quickstart);

        (await sample.FailedAsync()).ShouldContain(_folder.Source);
        Directory.Exists(_folder.Destination).ShouldBeFalse();
    }

    [Fact]
    public async Task A_disk_that_is_full()
    {
        _folder.SourceFile("fits", length: 1024 * 1024);
        _folder.SourceFile("does not fit", length: 16 * 1024 * 1024);

        using var sample = _folder.Start(OwnDisk.At(_folder.Destination, "size=8m", _folder.Quickstart));

        await OwnDisk.SkipIfNotPermittedAsync(sample);
        (await sample.FailedAsync()).ShouldContain("ENOSPC");
        sample.Output.ShouldEndWith("left: .lock\n");
    }

    [Fact]
    public async Task A_destination_that_is_read_only()
    {
        _folder.SourceFile("file");

        using var sample = _folder.Start(OwnDisk.At(_folder.Destination, "ro", _folder.Quickstart));

        await OwnDisk.SkipIfNotPermittedAsync(sample);
        (await sample.FailedAsync()).ShouldContain("EROFS");
        sample.Output.ShouldEndWith("left: \n");
    }

    [Fact]
    public async Task A_destination_that_another_process_has_locked()
    {
        _folder.SourceFile("file");
        Directory.CreateDirectory(_folder.Destination);
        using var holder = _folder.Start("flock", Path.Combine(_folder.Destination, ".lock"), "sh", "-c", "echo held; read _");
        await holder.PrintedAsync("held");

        using (var sample = _folder.Start(_folder.Quickstart))
        {
            (await sample.FailedAsync()).ShouldContain("locked by another process");
            _folder.Copies.ShouldBeEmpty();
        }

        holder.EndInput();
        await holder.EndedAsync();
        using var next = _folder.Start(_folder.Quickstart);
        (await next.EndedAsync()).ShouldBe(0, next.Errors);
    }

    [Fact]
    public async Task A_copy_that_exists_already()
    {
        _folder.SourceFile("file");
        var precious = Path.Combine(_folder.Destination, "Mapwright.Pooled");
        Directory.CreateDirectory(precious);

        using var sample = _folder.Start(_folder.Quickstart);

        (await sample.FailedAsync()).ShouldContain("exists already");
        _folder.Copies.ShouldBe(["Mapwright.Pooled"]);
    }

    [Fact]
    public async Task A_destination_inside_the_source()
    {
        _folder.SourceFile("file");

        using var sample = _folder.Start(Sample.Command("Quickstart", _folder.Source, Path.Combine(_folder.Source, "inside", "deep")));

        (await sample.FailedAsync()).ShouldContain("inside the source");
        Directory.EnumerateFileSystemEntries(_folder.Source).Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("INT", true)]
    [InlineData("INT", false)]
    [InlineData("TERM", true)]
    public async Task An_interruption_in_the_middle_of_the_copy(string signal, bool withDestination)
    {
        _folder.SourceFile("file", length: 64 * 1024 * 1024);
        var command = withDestination ? _folder.Quickstart : Sample.Command("Quickstart", _folder.Source);

        using var sample = _folder.Start(_folder.Injection.Into("pwrite64", "delay_enter=200000", command));
        await sample.PrintedAsync("Mapwright.Pooled: 1 files: 25 %");
        sample.Signal(signal);

        (await sample.FailedAsync(exitCode: 130)).ShouldContain("cancelled");
        sample.Output.ShouldNotContain("50 %");
        _folder.Copies.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.Temporary).ShouldBeEmpty();
    }
}
