using System.Diagnostics;
using Mapwright.Tests.Faults;

namespace Mapwright.Core.Tests.Files;

/// <summary>System calls that fail, lie or are interrupted, on a real file.</summary>
public sealed class InjectionTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(Injected.Interrupted_calls_are_made_again), "pwritev2", "error=EINTR:when=1+2")]
    [InlineData(nameof(Injected.Interrupted_calls_are_made_again), "preadv2", "error=EINTR:when=1")]
    [InlineData(nameof(Injected.Interrupted_calls_are_made_again), "fallocate", "error=EINTR:when=1+2")]
    [InlineData(nameof(Injected.Interrupted_calls_are_made_again), "sync_file_range", "error=EINTR:when=1")]
    [InlineData(nameof(Injected.A_short_write_goes_on_where_it_ended), "pwritev2", "retval=100:when=1")]
    [InlineData(nameof(Injected.A_write_that_finds_the_disk_full_says_how_much_was_written), "pwritev2", "error=ENOSPC:when=2")]
    [InlineData(nameof(Injected.A_durable_write_that_the_device_fails_poisons), "pwritev2", "error=EIO:when=1")]
    [InlineData(nameof(Injected.An_append_that_the_device_fails_is_an_error_and_no_poison), "pwritev2", "error=EIO:when=1")]
    [InlineData(nameof(Injected.Waiting_for_a_flush_that_the_device_fails_says_so), "fdatasync", "error=EIO:when=1")]
    [InlineData(nameof(Injected.An_allocation_that_finds_the_disk_full_leaves_the_length), "fallocate", "error=ENOSPC")]
    [InlineData(nameof(Injected.Extents_that_the_system_cannot_tell_are_an_error), "lseek", "error=EIO:when=1")]
    public void What_the_system_does_is_borne(string body, string calls, string effect) => Run(body, calls, effect, ofAllFiles: false);

    /// <remarks>The call names no file.</remarks>
    [Theory]
    [InlineData(nameof(Injected.Interrupted_calls_are_made_again), "msync", "error=EINTR:when=1")]
    [InlineData(nameof(Injected.A_flush_of_an_interval_that_the_device_fails_poisons), "msync", "error=EIO:when=1")]
    public void What_the_system_does_to_a_mapping_is_borne(string body, string calls, string effect) => Run(body, calls, effect, ofAllFiles: true);

    [Fact]
    public void A_close_that_was_interrupted_is_never_made_again()
    {
        var injection = Run(nameof(Injected.A_close_that_is_interrupted_is_reported), "close", "error=EINTR", ofAllFiles: false);
        injection.Calls.Count(call => call.Contains("close(", StringComparison.Ordinal)).ShouldBe(1);
    }

    private Injection Run(string body, string calls, string effect, bool ofAllFiles)
    {
        var path = _folder.File("injected", []);
        var injection = new Injection(_folder.Path);
        var program = Path.Combine(AppContext.BaseDirectory, "Mapwright.Core.Tests.dll");
        string[] child = ["dotnet", "exec", program, "-noColor", "-explicit", "only", "-method", $"{typeof(Injected).FullName}.{body}"];
        var command = injection.Into(calls, effect, child, ofAllFiles ? null : path).ToArray();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Injected.PathVariable] = path, ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        process.ExitCode.ShouldBe(0, output + errors.Result);
        output.ShouldContain("Total: 1,");
        injection.MustHaveHappened();
        return injection;
    }
}
