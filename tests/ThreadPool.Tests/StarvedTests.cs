using System.Diagnostics;
using System.Reflection;

namespace Mapwright.ThreadPool.Tests;

/// <summary>A process of its own, which runs tests/Programs/Starved, and which the system gives no more threads.</summary>
public class StarvedTests
{
    private static readonly string s_program = Path.Combine(
        Metadata("RepositoryRoot"), "tests", "Programs", "Starved", "bin", Metadata("Configuration"), "net10.0", "StarvedProgram");

    [Fact]
    public async Task Without_a_thread_for_the_watch_each_operation_still_ends_once_and_the_scheduler_too() =>
        (await RunAsync()).ShouldBe(["without threads: run 1, failed 0", "with threads: run 1, failed 0", "ended"]);

    [Fact]
    public async Task Without_any_thread_an_operation_fails_once_and_later_ones_run_when_there_is_one() =>
        (await RunAsync("none")).ShouldBe(["without threads: run 0, failed 1", "with threads: run 1, failed 0"]);

    private static async Task<string[]> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of threads is Linux's.");
        using var process = Process.Start(new ProcessStartInfo(s_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Metadata(string key) =>
        typeof(StarvedTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
