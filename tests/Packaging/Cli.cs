using System.Diagnostics;
using System.Text;

namespace Mapwright.Packaging.Tests;

/// <summary>Runs a program to its end and keeps what it printed.</summary>
public static class Cli
{
    public sealed record Outcome(int ExitCode, string Output)
    {
        /// <summary>The outcome itself, when the program said that it succeeded.</summary>
        public Outcome Succeeded()
        {
            ExitCode.ShouldBe(0, Output);
            return this;
        }
    }

    public static Task<Outcome> DotnetAsync(string directory, string packages, params string[] arguments) =>
        RunAsync("dotnet", directory, packages, arguments);

    public static async Task<Outcome> RunAsync(string program, string directory, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own build settings would leak into the builds that the tests start.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // No server may outlive the command: it would keep the pipes of its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NUGET_PACKAGES"] = packages;

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end:\n{output}");
        }

        return new Outcome(process.ExitCode, output.ToString());

        void Append(string? line)
        {
            // The end of a stream comes as a line that is null.
            lock (output)
            {
                output.Append(line is null ? null : line + '\n');
            }
        }
    }
}
