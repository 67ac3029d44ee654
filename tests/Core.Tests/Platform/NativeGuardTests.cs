using System.Diagnostics;
using System.Reflection;

namespace Mapwright.Core.Tests.Platform;

/// <summary>The C part of the fault guard by itself, on this machine and on arm64 by emulation. A test that lacks a compiler is skipped.</summary>
public sealed class NativeGuardTests : IDisposable
{
    private const int EndedByBusError = 128 + 7;
    private const int NotInstalled = 200;

    private readonly TemporaryDirectory _folder = new();

    public static TheoryData<string, string[]> Machines => new()
    {
        { "gcc", [] },
        { "aarch64-linux-gnu-gcc", ["qemu-aarch64-static"] },
    };

    [Theory, MemberData(nameof(Machines))]
    public void A_load_of_a_missing_page_is_recorded_and_reads_zero(string compiler, string[] emulator) => Run(compiler, emulator, "load").ShouldBe(0);

    [Theory, MemberData(nameof(Machines))]
    public void A_store_to_a_missing_page_is_recorded(string compiler, string[] emulator) => Run(compiler, emulator, "store").ShouldBe(0);

    [Theory, MemberData(nameof(Machines))]
    public void A_copy_ends_at_the_missing_page_and_says_what_is_left(string compiler, string[] emulator) => Run(compiler, emulator, "copy").ShouldBe(0);

    [Theory, MemberData(nameof(Machines))]
    public void A_fault_of_another_mapping_ends_the_process_as_before(string compiler, string[] emulator) =>
        Run(compiler, emulator, "foreign").ShouldBe(EndedByBusError);

    [Theory, MemberData(nameof(Machines))]
    public void A_mapping_that_is_guarded_no_more_ends_the_process_as_before(string compiler, string[] emulator) =>
        Run(compiler, emulator, "removed").ShouldBe(EndedByBusError);

    [Theory, MemberData(nameof(Machines))]
    public void A_signal_that_was_sent_ends_the_process_as_before(string compiler, string[] emulator) =>
        Run(compiler, emulator, "sent").ShouldBe(EndedByBusError);

    [Theory, MemberData(nameof(Machines))]
    public void The_handler_that_was_there_gets_what_is_not_ours(string compiler, string[] emulator) => Run(compiler, emulator, "chained").ShouldBe(42);

    [Theory, MemberData(nameof(Machines))]
    public void A_fault_finds_its_mapping_while_others_come_and_go(string compiler, string[] emulator) => Run(compiler, emulator, "table").ShouldBe(0);

    public void Dispose() => _folder.Dispose();

    private int Run(string compiler, string[] emulator, string scenario)
    {
        var root = typeof(NativeGuardTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        var native = Path.Combine(root, "src", "Native");
        var program = _folder.File("guard_test");
        string[] build =
        [
            compiler, "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-pthread", "-o", program,
            Path.Combine(root, "tests", "Core.Tests", "Native", "guard_test.c"),
            .. Directory.GetFiles(native, "*.c"), .. Directory.GetFiles(native, "*.S"),
        ];
        Execute(build).ShouldBe(0);
        return Execute([.. emulator, program, scenario]);
    }

    /// <summary>Runs a command by a shell, which tells an end by a signal as 128 and its number.</summary>
    private static int Execute(string[] command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the guard is that of Linux");
        string[] arguments = ["-c", "ulimit -c 0; command -v \"$1\" > /dev/null || exit 200; \"$@\"; exit $?", "sh", .. command];
        using var process = Process.Start(new ProcessStartInfo("sh", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(process.ExitCode == NotInstalled, $"{command[0]} is not installed");
        TestContext.Current.TestOutputHelper?.WriteLine(errors);
        return process.ExitCode;
    }
}
