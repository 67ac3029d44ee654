using System.Diagnostics;
using System.Reflection;

namespace Mapwright.IoUring.Tests;

/// <summary>A process of its own, which runs tests/Programs/Rings.</summary>
internal static class RingProcess
{
    private static readonly string s_program = Path.Combine(
        Metadata("RepositoryRoot"), "tests", "Programs", "Rings", "bin", Metadata("Configuration"), "net10.0", "RingProgram");

    /// <summary>Runs a scenario on a file of a folder, and returns the lines that it prints; it must end well.</summary>
    public static async Task<string[]> RunAsync(string folder, IEnumerable<string> before, string scenario)
    {
        string[] command = [.. before, s_program, scenario, Path.Combine(folder, "file")];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        process.ExitCode.ShouldBe(0, errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Metadata(string key) =>
        typeof(RingProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
