using System.Diagnostics;

namespace Mapwright.Samples.Tests;

/// <summary>What the quickstart copies.</summary>
public sealed class QuickstartCopyTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Copies_a_tree_once_per_adapter_and_prints_that_it_verified_each()
    {
        _folder.SourceFile("several ranges", length: 3 * 512 * 1024 + 1);
        _folder.SourceFile("exactly one range", length: 512 * 1024);
        _folder.SourceFile("nested/deeper/file");
        _folder.SourceFile("nothing in it", length: 0);
        File.SetUnixFileMode(_folder.SourceFile("program"), Executable);
        Directory.CreateDirectory(Path.Combine(_folder.Source, "no files"));

        using var sample = _folder.Start(_folder.Quickstart);

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        var rows = sample.Output.Split('\n').Where(l => l.EndsWith("| verified |", StringComparison.Ordinal)).ToList();
        rows.Select(r => r.Split('|', StringSplitOptions.TrimEntries)[1]).Order(StringComparer.Ordinal).ShouldBe(TestFolder.AdapterNames);
        rows.ShouldAllBe(r => r.Split('|', StringSplitOptions.TrimEntries)[2] == "5");
        foreach (var name in TestFolder.AdapterNames)
        {
            await AssertSameAsync(_folder.Source, Path.Combine(_folder.Destination, name));
        }

        File.GetUnixFileMode(Path.Combine(_folder.Destination, "Acme.Storage", "program")).ShouldBe(Executable);
        _folder.Copies.ShouldBe(TestFolder.AdapterNames);
    }

    [Fact]
    public async Task Copies_many_small_files()
    {
        for (var i = 0; i < 500; i++)
        {
            _folder.SourceFile($"{i / 100}/{i}", length: i);
        }

        using var sample = _folder.Start(_folder.Quickstart);

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        await AssertSameAsync(_folder.Source, Path.Combine(_folder.Destination, "Mapwright.Pooled"));
    }

    [Fact]
    public async Task Copies_a_single_file()
    {
        var file = _folder.SourceFile("only one", length: 1_000_000);

        using var sample = _folder.Start(Sample.Command("Quickstart", file, _folder.Destination));

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        await AssertSameAsync(_folder.Source, Path.Combine(_folder.Destination, "Mapwright.Channeled"));
    }

    [Fact]
    public async Task Copies_links_as_links_and_leaves_pipes_out_and_says_so()
    {
        _folder.SourceFile("file");
        File.CreateSymbolicLink(Path.Combine(_folder.Source, "link"), "file");
        File.CreateSymbolicLink(Path.Combine(_folder.Source, "dangling"), "/no/such/place");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Source, "endless"), ".");
        using (var pipe = Process.Start("mkfifo", [Path.Combine(_folder.Source, "pipe")]))
        {
            await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var sample = _folder.Start(_folder.Quickstart);

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        sample.Output.ReplaceLineEndings(" ").ShouldContain("links copied as links: 3");
        sample.Output.ReplaceLineEndings(" ").ShouldContain("sockets left out: 1");
        var copy = Path.Combine(_folder.Destination, "Acme.Storage");
        new FileInfo(Path.Combine(copy, "link")).LinkTarget.ShouldBe("file");
        new FileInfo(Path.Combine(copy, "dangling")).LinkTarget.ShouldBe("/no/such/place");
        new FileInfo(Path.Combine(copy, "endless")).LinkTarget.ShouldBe(".");
        File.Exists(Path.Combine(copy, "pipe")).ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_terminal_a_bar_shows_the_progress()
    {
        _folder.SourceFile("file", length: 1_000_000);
        var typed = "TERM=xterm-256color LC_ALL=C.UTF-8 " + string.Join(' ', _folder.Quickstart.Select(word => $"'{word}'"));

        using var sample = _folder.Start("script", "-qec", typed, "/dev/null");

        (await sample.EndedAsync()).ShouldBe(0, sample.Output + sample.Errors);
        sample.Output.ShouldMatch("Mapwright.Pooled: 1 files.*\u2501.*100%");
        sample.Output.ShouldContain("verified");
    }

    [Fact]
    public async Task Without_a_destination_nothing_stays_behind()
    {
        _folder.SourceFile("file");

        using var sample = _folder.Start(Sample.Command("Quickstart", _folder.Source));

        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        Directory.EnumerateFileSystemEntries(_folder.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_run_left_is_under_no_final_name_and_does_not_hinder_the_next()
    {
        _folder.SourceFile("file", length: 32 * 1024 * 1024);
        using (var killed = _folder.Start(_folder.Injection.Into("pwrite64", "delay_enter=100000", _folder.Quickstart)))
        {
            await killed.PrintedAsync("Mapwright.Pooled: 1 files: 25 %");
            killed.Kill();
            await killed.EndedAsync();
        }

        _folder.Copies.ShouldBe(["Mapwright.Pooled.partial"]);

        using var next = _folder.Start(_folder.Quickstart);
        (await next.EndedAsync()).ShouldBe(0, next.Errors);
        _folder.Copies.ShouldBe(TestFolder.AdapterNames);
    }

    private static async Task AssertSameAsync(string source, string copy)
    {
        using var diff = Process.Start(new ProcessStartInfo("diff", ["-r", source, copy]) { RedirectStandardOutput = true })!;
        var differences = await diff.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await diff.WaitForExitAsync(TestContext.Current.CancellationToken);
        differences.ShouldBe("");
        diff.ExitCode.ShouldBe(0);
    }
}
