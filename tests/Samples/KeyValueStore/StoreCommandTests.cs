namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>The commands of the store: what they print, what they refuse, and with which exit code.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Puts_gets_scans_deletes_and_verifies()
    {
        await SucceedsAsync("put", "b", "2");
        await SucceedsAsync("put", "a", "one");
        (await SucceedsAsync("get", "a")).ShouldBe("one\n");
        await SucceedsAsync("checkpoint");
        await SucceedsAsync("delete", "b");
        await SucceedsAsync("put", "line\nbreak", "tab\tand \\");
        (await SucceedsAsync("scan")).ShouldBe("a\tone\nline\\x0Abreak\ttab\\x09and \\x5C\n");
        (await SucceedsAsync("scan", "li")).ShouldBe("line\\x0Abreak\ttab\\x09and \\x5C\n");
        var verified = await SucceedsAsync("verify");
        verified.ShouldContain("checkpoint: 2 keys");
        verified.ShouldContain("3 changes");
        verified.ShouldContain("its end is Clean; 2 keys in all");
    }

    [Fact]
    public async Task A_key_that_is_not_there_has_an_exit_code_of_its_own()
    {
        await SucceedsAsync("put", "a", "1");
        using var get = Run("get", "b");
        (await get.FailedAsync(exitCode: 2, "store")).ShouldContain("there is no key 'b'");
        using var delete = Run("delete", "b");
        (await delete.FailedAsync(exitCode: 2, "store")).ShouldContain("there is no key 'b'");
    }

    [Theory]
    [InlineData("get", "a")]
    [InlineData("scan")]
    [InlineData("verify")]
    public async Task Reading_a_store_that_is_not_there_makes_none(params string[] command)
    {
        using var sample = Run(command);
        (await sample.FailedAsync(program: "store")).ShouldContain("There is no store");
        Directory.Exists(_folder.Destination).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_writer_is_refused_and_readers_are_not()
    {
        using var writer = Run("load");
        writer.Type("a\t1");
        await writer.PrintedAsync("a");

        using var second = Run("put", "b", "2");
        (await second.FailedAsync(program: "store")).ShouldContain("open for writing in another process");
        (await SucceedsAsync("get", "a")).ShouldBe("1\n");

        writer.EndInput();
        (await writer.EndedAsync()).ShouldBe(0, writer.Errors);
    }

    [Fact]
    public async Task A_line_that_is_none_ends_the_load_and_what_was_before_it_is_there()
    {
        using var load = Run("load");
        load.Type("a\t1");
        load.Type("no tab");
        (await load.FailedAsync(program: "store")).ShouldContain("'no tab'");
        (await SucceedsAsync("scan")).ShouldBe("a\t1\n");
    }

    [Fact]
    public async Task An_interrupted_load_ends_well_and_keeps_what_it_acknowledged()
    {
        using var load = Run("load");
        load.Type("a\t1");
        await load.PrintedAsync("a");
        load.Signal("INT");
        (await load.FailedAsync(exitCode: 130, "store")).ShouldContain("what was acknowledged is there");
        (await SucceedsAsync("scan")).ShouldBe("a\t1\n");
        (await SucceedsAsync("verify")).ShouldContain("Clean");
    }

    [Fact]
    public async Task A_value_is_read_from_the_input_where_none_is_given()
    {
        using var put = Run("put", "a");
        put.Type("typed");
        put.EndInput();
        (await put.EndedAsync()).ShouldBe(0, put.Errors);
        (await SucceedsAsync("scan")).ShouldBe("a\ttyped\\x0A\n");
    }

    [Fact]
    public async Task A_flush_that_fails_is_told_and_the_next_opening_brings_it_in_order()
    {
        await SucceedsAsync("put", "a", "1");
        var injection = _folder.Injection;
        using (var put = _folder.Start(injection.Into("fdatasync", "error=EIO", Command("put", "b", "2"))))
        {
            (await put.EndedAsync()).ShouldBe(1, put.Errors);
            put.Errors.ShouldContain("EIO");
        }

        injection.MustHaveHappened();
        (await SucceedsAsync("get", "a")).ShouldBe("1\n");
        await SucceedsAsync("put", "c", "3");
        (await SucceedsAsync("scan")).ShouldContain("c\t3\n");
    }

    /// <remarks>The disk ends with the command, so what is left on it is verified by the same one.</remarks>
    [Fact]
    public async Task A_disk_that_is_full_refuses_what_is_more_and_loses_nothing()
    {
        var script = """
            i=0
            while [ $i -lt 100 ]; do printf 'key %03d\t%0200000d\n' $i 0; i=$((i + 1)); done | "$@" load "$disk" --checkpoint-every 2000000
            echo "load ended with $?"
            "$@" scan "$disk" | cut -f 1 | tail -n 1
            "$@" verify "$disk"
            """;
        string[] program = Sample.Command("KeyValueStore");
        using var sample = _folder.Start(OwnDisk.At(_folder.Destination, "size=10m", ["sh", "-c", $"disk=$0\n{script}", _folder.Destination, .. program]));

        await OwnDisk.SkipIfNotPermittedAsync(sample);
        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        sample.Errors.ShouldContain("ENOSPC");
        var lines = sample.Output.Split('\n');
        var end = Array.IndexOf(lines, "load ended with 1");
        end.ShouldBeGreaterThan(5);
        lines[end + 1].ShouldBe(lines[end - 1], "the last key that was acknowledged");
        sample.Output.ShouldContain($"{end} keys in all");
    }

    [Fact]
    public async Task A_bench_leaves_a_whole_store()
    {
        (await SucceedsAsync("bench", "--puts", "300", "--writers", "8", "--checkpoint-every", "8000")).ShouldContain("durable puts a second");
        (await SucceedsAsync("verify")).ShouldContain("300 keys in all");
    }

    private string[] Command(params string[] command) => Sample.Command("KeyValueStore", [command[0], _folder.Destination, .. command[1..]]);

    private Sample Run(params string[] command) => _folder.Start(Command(command));

    private async Task<string> SucceedsAsync(params string[] command)
    {
        using var sample = Run(command);
        (await sample.EndedAsync()).ShouldBe(0, sample.Errors);
        sample.Errors.ShouldBe("");
        return sample.Output;
    }
}
