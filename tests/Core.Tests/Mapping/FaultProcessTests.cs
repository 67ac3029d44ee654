using System.Diagnostics;
using System.Reflection;
using Mapwright.Tests.Faults;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>Faults of processes of their own, which run tests/Programs/Faults: what ends one, and what does not. <see cref="Soak"/> makes the first go on.</summary>
public sealed class FaultProcessTests : IDisposable
{
    private const int Rounds = 20;
    private const int FileLength = 64 * 4096;

    /// <summary>What a process ends with where it may not mount.</summary>
    private const int NotPermitted = 77;

    /// <summary>By abort or by the signal itself: the runtime decides, by where it finds the fault.</summary>
    private static readonly int[] s_endedByFault = [128 + 6, 128 + 7];

    private static readonly string s_program = Path.Combine(
        Metadata("RepositoryRoot"), "tests", "Programs", "Faults", "bin", Metadata("Configuration"), "net10.0", "FaultProgram");

    private static readonly string s_guard = Path.Combine(Path.GetDirectoryName(s_program)!, "libmapwright_guard.so");

    private readonly TemporaryDirectory _folder = new();
    private readonly string _path;

    public FaultProcessTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a fault guard");
        _path = _folder.File("mapped", new byte[FileLength]);
    }

    [Fact]
    public void Faults_are_reported_where_the_guard_was_built()
    {
        using var map = new CallerFileSystem().OpenMapped(_path);
        map.FaultsAreReported.ShouldBe(File.Exists(Path.Combine(AppContext.BaseDirectory, "libmapwright_guard.so")));
    }

    [Fact]
    public async Task Another_process_truncates_under_eight_threads_and_each_meets_an_error()
    {
        SkipUnlessBuilt();
        using var process = Start([], "use", "guarded");
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var random = new Random(1);
        var soak = new Soak();
        var goesOn = true;
        for (var round = 1; goesOn; round++)
        {
            await ShouldPrintAsync(process, "running");
            file.SetLength(random.Next(FileLength / 2));
            await ShouldPrintAsync(process, "faulted");
            file.SetLength(FileLength);
            process.StandardInput.WriteLine("whole");
            goesOn = round < Rounds || soak.GoesOn;
            if (goesOn)
            {
                process.StandardInput.WriteLine("again");
            }
        }

        process.StandardInput.Close();
        await ShouldLiveAsync(process);
    }

    [Fact]
    public async Task Without_the_guard_copies_are_made_by_the_kernel_and_report_faults()
    {
        var injection = new Injection(_folder.Path);
        using var process = Start([.. injection.Into("process_vm_readv,process_vm_writev", "delay_enter=1", [])], "copy", "unguarded");
        await ShouldLiveAsync(process);
        injection.Calls.ShouldContain(call => call.Contains("process_vm_readv("));
        injection.Calls.ShouldContain(call => call.Contains("process_vm_writev("));
    }

    [Fact]
    public async Task A_library_that_cannot_be_loaded_is_as_one_that_was_switched_off()
    {
        SkipUnlessBuilt();
        using var process = Start(Mounting($"mount --bind /dev/null '{s_guard}'"), "copy", "guarded");
        await SkipUnlessMountedAsync(process);
        await ShouldLiveAsync(process);
    }

    [Fact]
    public async Task A_value_of_a_missing_page_ends_a_process_without_the_guard_alone()
    {
        SkipUnlessBuilt();
        using var unguarded = Start([], "value", "unguarded");
        s_endedByFault.ShouldContain(await EndAsync(unguarded));
        _folder.File("mapped", new byte[FileLength]);
        using var guarded = Start([], "value", "guarded");
        await ShouldLiveAsync(guarded);
    }

    [Fact]
    public async Task A_missing_page_of_a_foreign_mapping_ends_the_process_as_it_does_without_the_guard()
    {
        using var guarded = Start([], "foreign", "guarded");
        await ShouldPrintAsync(guarded, "touching");
        var code = await EndAsync(guarded);
        _folder.File("mapped", new byte[FileLength]);
        using var unguarded = Start([], "foreign", "unguarded");
        await ShouldPrintAsync(unguarded, "touching");
        s_endedByFault.ShouldContain(code);
        (await EndAsync(unguarded)).ShouldBe(code);
    }

    [Fact]
    public async Task A_null_reference_is_one_before_and_after_a_fault()
    {
        SkipUnlessBuilt();
        using var process = Start([], "null", "guarded");
        await ShouldLiveAsync(process);
    }

    /// <remarks>What goes wrong without it needs an instant that no test can be made to meet (see MappedRegion), so the order of the calls is looked at.</remarks>
    [Theory, InlineData("let-go", 40), InlineData("value", 1)]
    public async Task Every_thread_passes_a_barrier_before_pages_become_zeros(string scenario, int replacements)
    {
        SkipUnlessBuilt();
        var injection = new Injection(_folder.Path);
        using var process = Start([.. injection.Into("membarrier,mmap", "delay_enter=1", [])], scenario, "guarded");
        await ShouldLiveAsync(process);
        Assert.SkipUnless(injection.Calls.Any(call => call.Contains("CMD_REGISTER_PRIVATE_EXPEDITED")), "this kernel has no such barrier");

        // One thread after the other; what a call returned, and on a line of its own, does not matter.
        var calls = injection.Calls.Where(call => call.Contains("(MEMBARRIER_CMD_PRIVATE_EXPEDITED") || IsReplacement(call)).GroupBy(call => call.Split(' ')[0]);
        var before = calls.SelectMany(thread => thread.Prepend("nothing").Zip(thread)).Where(pair => IsReplacement(pair.Second)).Select(pair => pair.First).ToList();
        before.Count.ShouldBeGreaterThanOrEqualTo(replacements);
        before.ShouldAllBe(call => call.Contains("membarrier"));

        static bool IsReplacement(string call) => call.Contains("mmap(") && call.Contains("PROT_READ") && call.Contains("MAP_FIXED|MAP_ANONYMOUS|MAP_NORESERVE");
    }

    /// <remarks>On ext4 a page gets its block when it is first stored to, or an error.</remarks>
    [Theory, InlineData("guarded"), InlineData("unguarded")]
    public async Task A_disk_that_runs_full_under_a_sparse_map_is_an_error(string guarded)
    {
        var image = _folder.File("image", new byte[8 << 20]);
        var disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        using var process = Start(
            Mounting($"mkfs.ext4 -q -F -m 0 '{image}' && mount -o loop '{image}' '{disk}'"), "fill", guarded, Path.Combine(disk, "sparse"));
        await SkipUnlessMountedAsync(process);
        await ShouldLiveAsync(process);
    }

    /// <remarks>The file has its blocks: only that it shares them with a copy makes a store need another one.</remarks>
    [Theory]
    [InlineData("xfs", 300, "guarded")]
    [InlineData("xfs", 300, "unguarded")]
    [InlineData("btrfs", 128, "guarded")]
    [InlineData("btrfs", 128, "unguarded")]
    public async Task A_disk_without_a_block_for_a_store_to_a_shared_one_is_an_error(string fileSystem, int megabytes, string guarded)
    {
        var image = _folder.File("image", []);
        using (var file = new FileStream(image, FileMode.Open))
        {
            file.SetLength((long)megabytes << 20);
        }

        var disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        using var process = Start(
            Mounting($"mkfs.{fileSystem} -q '{image}' && mount -o loop '{image}' '{disk}'"), "share", guarded, Path.Combine(disk, "shared"));
        await SkipUnlessMountedAsync(process);
        await ShouldLiveAsync(process);
    }

    /// <remarks>
    /// The device is a file in memory that has holes and gets no more pages: what it has no page for, it fails to write (a block of the size of a page: of what it
    /// has a part of, kernels have taken the rest for written). Without a journal
    /// the file system stays writable all the same.
    /// </remarks>
    [Theory, InlineData("lost-file"), InlineData("lost-map")]
    public async Task After_a_write_back_that_really_failed_the_file_is_poisoned_until_it_is_reopened(string scenario)
    {
        var memory = Directory.CreateDirectory(_folder.File("memory")).FullName;
        using var process = Start(
            Mounting($"mount -t tmpfs -o size=16m mapwright '{memory}' && mkdir '{memory}/mounted' && truncate -s 64m '{memory}/image' "
                + $"&& mkfs.ext4 -q -F -b 4096 -m 0 -N 64 -O ^has_journal -E lazy_itable_init=0 '{memory}/image' "
                + $"&& mount -o loop,errors=continue '{memory}/image' '{memory}/mounted'"),
            scenario,
            "guarded",
            memory);
        await SkipUnlessMountedAsync(process);
        await ShouldLiveAsync(process);
    }

    public void Dispose() => _folder.Dispose();

    private static string Metadata(string key) =>
        typeof(FaultProcessTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>A command with mounts of its own, which end with it.</summary>
    private static string[] Mounting(string mounts) =>
        ["unshare", "-m", "sh", "-c", $"{{ {mounts}; }} > /dev/null 2>&1 || exit {NotPermitted}; exec \"$@\"", "sh"];

    private static void SkipUnlessBuilt() => Assert.SkipUnless(File.Exists(s_guard), "the fault guard was not built");

    private static async Task SkipUnlessMountedAsync(Process process)
    {
        // unshare itself fails with 1, and says so on a line that the program never prints.
        var code = await EndAsync(process);
        Assert.SkipWhen(code == NotPermitted || (code == 1 && process.StandardError.Peek() == 'u'), "the file system cannot be made or mounted here");
    }

    private static async Task ShouldPrintAsync(Process process, string line)
    {
        var printed = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        if (printed != line)
        {
            Assert.Fail($"instead of '{line}': '{printed}', {await process.StandardError.ReadToEndAsync()}");
        }
    }

    private static async Task ShouldLiveAsync(Process process) =>
        (await EndAsync(process)).ShouldBe(0, await process.StandardError.ReadToEndAsync());

    private static async Task<int> EndAsync(Process process)
    {
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
            return process.ExitCode;
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private Process Start(string[] command, string scenario, string guarded, string? path = null)
    {
        string[] arguments = ["-c", "ulimit -c 0; exec \"$@\"", "sh", .. command, s_program, scenario, guarded, path ?? _path];
        return Process.Start(new ProcessStartInfo("sh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
