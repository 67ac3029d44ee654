namespace Mapwright.Samples.Tests.SegmentedDownload;

/// <summary>What the segmented download fetches.</summary>
public sealed class DownloadTests : DownloadTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(Segment)]
    [InlineData((20 * Segment) + 1)]
    public async Task Fetches_a_file_of_any_length_and_leaves_nothing_else(int length)
    {
        var address = await ServeAsync("--length", $"{length}");
        using var get = Folder.Start(Get(address));
        (await get.EndedAsync()).ShouldBe(0, get.Errors);
        get.Output.ShouldContain("as it should be.");
        (await ServedAsync(address)).ShouldBe(length);
        TargetHash().ShouldBe(await ContentAsync(address));
        Left.ShouldBe(["file"]);
    }

    [Fact]
    public async Task Answers_that_break_off_and_stall_are_gone_on_with()
    {
        var address = await ServeAsync("--length", $"{60 * Segment}", "--drops", "40", "--stalls", "30", "--seed", "7");
        using var get = Folder.Start(Get(address, "--timeout", "0.1"));
        (await get.EndedAsync()).ShouldBe(0, get.Errors);
        Durable(get).ShouldBe(60);
        get.Output.ShouldContain("as it should be.");
        Left.ShouldBe(["file"]);
    }

    [Fact]
    public async Task A_download_that_was_killed_fetches_nothing_again_that_was_durable()
    {
        const int Length = (100 * Segment) + 4321;
        var address = await ServeAsync("--length", $"{Length}");
        int durable;
        using (var killed = Folder.Start(Folder.Injection.Into("fdatasync", "delay_enter=20000", Get(address))))
        {
            await killed.PrintedAsync(line => line.EndsWith("is durable", StringComparison.Ordinal));
            killed.Kill();
            (await killed.EndedAsync()).ShouldNotBe(0);
            durable = Durable(killed);
        }

        File.Exists(Target).ShouldBeFalse();
        var served = await ServedAsync(address);

        using var get = Folder.Start(Get(address));
        (await get.EndedAsync()).ShouldBe(0, get.Errors);
        Resumed(get).ShouldBeGreaterThanOrEqualTo(durable * Segment);
        (await ServedAsync(address) - served).ShouldBe(Length - Resumed(get));
        get.Output.ShouldContain("as it should be.");
        Left.ShouldBe(["file"]);
    }

    /// <remarks>The moment is that of a line that it prints: some time after a random number of segments became durable.</remarks>
    [Fact]
    public async Task However_often_it_is_killed_it_ends_with_the_whole_file()
    {
        const int Length = 240 * Segment;
        const int Rounds = 12;
        var address = await ServeAsync("--length", $"{Length}", "--drops", "20", "--stalls", "10", "--seed", "3");
        var random = new Random(1);
        var (resumed, kills) = (0L, 0);
        for (var round = 0; round < Rounds; round++)
        {
            using var killed = Folder.Start(Get(address));
            var lines = random.Next(1, 25);
            await killed.PrintedAsync(line => (line.EndsWith("is durable", StringComparison.Ordinal) && --lines == 0) || line.Contains("SHA-256", StringComparison.Ordinal));
            killed.Kill();
            await killed.EndedAsync();
            if (killed.Output.Contains("SHA-256", StringComparison.Ordinal))
            {
                break;
            }

            kills++;
            Resumed(killed).ShouldBeGreaterThanOrEqualTo(resumed);
            resumed = Resumed(killed) + (Durable(killed) * Segment);
        }

        kills.ShouldBeGreaterThan(4);
        using var last = Folder.Start(Get(address));
        (await last.EndedAsync()).ShouldBe(0, last.Errors);
        TargetHash().ShouldBe(await ContentAsync(address));
        Left.ShouldBe(["file"]);
    }

    [Fact]
    public async Task What_is_there_and_right_is_not_fetched_again()
    {
        var address = await ServeAsync("--length", $"{5 * Segment}");
        using (var first = Folder.Start(Get(address)))
        {
            (await first.EndedAsync()).ShouldBe(0, first.Errors);
        }

        using var second = Folder.Start(Get(address));
        (await second.EndedAsync()).ShouldBe(0, second.Errors);
        second.Output.ShouldContain("is there already, and its SHA-256 is right");
        (await ServedAsync(address)).ShouldBe(5 * Segment);
        Left.ShouldBe(["file"]);
    }

    [Fact]
    public async Task An_older_file_under_the_name_is_whole_until_the_new_one_is()
    {
        await File.WriteAllTextAsync(Target, "the old one", TestContext.Current.CancellationToken);
        var address = await ServeAsync("--length", $"{50 * Segment}");
        using (var killed = Folder.Start(Folder.Injection.Into("fdatasync", "delay_enter=20000", Get(address))))
        {
            await killed.PrintedAsync(line => line.EndsWith("is durable", StringComparison.Ordinal));
            killed.Kill();
            await killed.EndedAsync();
        }

        (await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken)).ShouldBe("the old one");
        using var get = Folder.Start(Get(address));
        (await get.EndedAsync()).ShouldBe(0, get.Errors);
        TargetHash().ShouldBe(await ContentAsync(address));
    }

    [Fact]
    public async Task The_demo_is_interrupted_and_resumes()
    {
        using var demo = Folder.Start(Sample.Command("SegmentedDownload"));
        (await demo.EndedAsync()).ShouldBe(0, demo.Errors);
        demo.Output.ShouldContain("Half of it is there. Once more:");
        demo.Output.ShouldContain("as it should be.");
        Directory.EnumerateFileSystemEntries(Folder.Temporary).ShouldBeEmpty();
    }
}
