namespace Mapwright.Samples.Tests.SegmentedDownload;

/// <summary>Every failure of the download is one line and an exit code, and loses nothing that was fetched.</summary>
public sealed class DownloadFailureTests : DownloadTest
{
    [Fact]
    public async Task A_server_without_ranges()
    {
        var address = await ServeAsync("--no-ranges");
        using var get = Folder.Start(Get(address));
        (await FailedAsync(get)).ShouldContain("serves no ranges");
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_not_there()
    {
        using var get = Folder.Start(Get("http://127.0.0.1:1/file"));
        (await FailedAsync(get)).ShouldContain("127.0.0.1:1");
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_fetched_is_not_mixed_with_what_it_was()
    {
        var address = await ServeAsync("--length", $"{60 * Segment}", "--change-after", $"{30 * Segment}");
        using (var get = Folder.Start(Get(address)))
        {
            (await FailedAsync(get)).ShouldContain("changed while it was fetched");
        }

        Left.ShouldBe(["file.part", "file.part.log"]);
        using (var again = Folder.Start(Get(address)))
        {
            (await FailedAsync(again)).ShouldContain("Say --restart");
        }

        Left.ShouldBe(["file.part", "file.part.log"]);
        using var restarted = Folder.Start(Get(address, "--restart"));
        (await restarted.EndedAsync()).ShouldBe(0, restarted.Errors);
        TargetHash().ShouldBe(await ContentAsync(address));
        Left.ShouldBe(["file"]);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_found_out_before_anything_is_fetched()
    {
        var address = await ServeAsync("--length", $"{16 << 20}");
        using var get = Folder.Start(OwnDisk.At(Folder.Destination, "size=4m", Get(address)));
        await OwnDisk.SkipIfNotPermittedAsync(get);
        (await FailedAsync(get)).ShouldContain("ENOSPC");
        get.Output.ShouldEndWith("left: \n");
        (await ServedAsync(address)).ShouldBe(0);
    }

    [Fact]
    public async Task A_flush_that_fails_is_told_and_its_segment_is_fetched_again()
    {
        const int Length = 40 * Segment;
        var address = await ServeAsync("--length", $"{Length}");
        var injection = Folder.Injection;

        // The third of a thread: those that overlap the failed one are no successes either, and the first two did not.
        using (var get = Folder.Start(injection.Into("fdatasync", "error=EIO:when=3", Get(address), Target + ".part")))
        {
            (await FailedAsync(get)).ShouldContain("EIO");
            injection.MustHaveHappened();
        }

        using var again = Folder.Start(Get(address));
        (await again.EndedAsync()).ShouldBe(0, again.Errors);
        Resumed(again).ShouldBeInRange(1, Length - Segment);
        TargetHash().ShouldBe(await ContentAsync(address));
    }

    [Fact]
    public async Task A_disk_that_says_it_wrote_and_did_not()
    {
        var address = await ServeAsync("--length", $"{Segment}");
        var injection = Folder.Injection;
        using (var get = Folder.Start(injection.Into("pwrite64", $"retval={Segment}", Get(address), Target + ".part")))
        {
            (await FailedAsync(get)).ShouldContain("is not what the server has");
            injection.MustHaveHappened();
        }

        File.Exists(Target).ShouldBeFalse();
        using var again = Folder.Start(Get(address, "--restart"));
        (await again.EndedAsync()).ShouldBe(0, again.Errors);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interruption_keeps_what_was_fetched(string signal)
    {
        const int Length = 100 * Segment;
        var address = await ServeAsync("--length", $"{Length}");
        int durable;
        using (var get = Folder.Start(Folder.Injection.Into("fdatasync", "delay_enter=50000", Get(address))))
        {
            await get.PrintedAsync(line => line.EndsWith("is durable", StringComparison.Ordinal));
            get.Signal(signal);
            (await FailedAsync(get, exitCode: 130)).ShouldContain("cancelled; what was fetched is kept");
            durable = Durable(get);
        }

        durable.ShouldBeLessThan(100);
        using var again = Folder.Start(Get(address));
        (await again.EndedAsync()).ShouldBe(0, again.Errors);
        Resumed(again).ShouldBe(durable * Segment);
        Left.ShouldBe(["file"]);
    }

    [Fact]
    public async Task A_second_download_to_the_same_target()
    {
        var address = await ServeAsync("--length", $"{100 * Segment}");
        using var first = Folder.Start(Folder.Injection.Into("fdatasync", "delay_enter=100000", Get(address)));
        await first.PrintedAsync(line => line.EndsWith("is durable", StringComparison.Ordinal));
        using var second = Folder.Start(Get(address));
        (await FailedAsync(second)).ShouldContain("another process fetches to the same target");
        first.Signal("INT");
        await first.EndedAsync();
    }

    [Theory]
    [InlineData("get", "ftp://example.com/file", "path")]
    [InlineData("get", "http://127.0.0.1:1/file", "path", "--segment", "1000")]
    public async Task Arguments_that_make_no_sense(params string[] arguments)
    {
        using var sample = Folder.Start(Sample.Command("SegmentedDownload", arguments));
        (await sample.EndedAsync()).ShouldBe(1);
        sample.Errors.ShouldNotBeEmpty();
    }

    private static Task<string> FailedAsync(Sample sample, int exitCode = 1) => sample.FailedAsync(exitCode, "download");
}
