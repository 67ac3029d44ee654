using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Mapwright.Samples.Tests;

/// <summary>A sample that runs as a process.</summary>
public sealed class Sample : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly List<(Func<string, bool> IsAwaited, TaskCompletionSource<string> Printed)> _awaited = [];

    private Sample(Process process) => _process = process;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public int Id => _process.Id;

    /// <summary>The command line that runs a sample as it was built with these tests.</summary>
    public static string[] Command(string name, params string[] arguments)
    {
        var program = Path.Combine(Metadata("Samples"), name, "bin", Metadata("Configuration"), "net10.0", $"{name}.dll");
        return ["dotnet", "exec", program, .. arguments];
    }

    /// <summary>Starts a command; temporary files go to the folder.</summary>
    public static Sample Start(string temporary, params IEnumerable<string> command)
    {
        // Where the tests run in the background of a script, an interruption is ignored, and that is inherited.
        string[] heard = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. command] : [.. command];
        var start = new ProcessStartInfo(heard[0], heard[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;

        // Else the runtime keeps a socket in the temporary folder while it runs.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        var sample = new Sample(new Process { StartInfo = start });
        sample._process.OutputDataReceived += (_, line) => sample.Append(sample._output, line.Data);
        sample._process.ErrorDataReceived += (_, line) => sample.Append(sample._errors, line.Data);
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        return sample;
    }

    /// <summary>Waits until the sample printed a line.</summary>
    public Task PrintedAsync(string line) => PrintedAsync(printed => printed == line);

    /// <summary>Waits until the sample printed such a line. Each line is looked at once.</summary>
    /// <returns>The line.</returns>
    public async Task<string> PrintedAsync(Func<string, bool> isAwaited)
    {
        TaskCompletionSource<string> printed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            foreach (var line in _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (isAwaited(line))
                {
                    return line;
                }
            }

            _awaited.Add((isAwaited, printed));
        }

        return await printed.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the sample read a line.</summary>
    public void Type(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Lets the sample read the end of its input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Ends it at once; one that has ended stays ended.</summary>
    public void Kill() => _process.Kill();

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndedAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits for the end, which must be a failure that is one line on the error stream and nothing else.</summary>
    /// <returns>The line.</returns>
    public async Task<string> FailedAsync(int exitCode = 1, string program = "quickstart")
    {
        (await EndedAsync()).ShouldBe(exitCode, Output + Errors);
        Errors.Count(c => c == '\n').ShouldBe(1, Errors);
        Errors.ShouldStartWith($"{program}: ");
        return Errors;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string Metadata(string key) =>
        typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private void Append(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(line).Append('\n');
            if (text == _output)
            {
                _awaited.RemoveAll(wait => wait.IsAwaited(line) && wait.Printed.TrySetResult(line));
            }
        }
    }
}
