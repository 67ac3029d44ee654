using Mapwright.Tests.Faults;

namespace Mapwright.IoUring.Tests;

/// <summary>Processes of their own, which run tests/Programs/Rings, under a kernel that refuses.</summary>
public sealed class BackendTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mapwright").FullName;

    public BackendTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "io_uring is Linux's");

    /// <remarks>The call is really made impossible, as a filter of system calls or kernel.io_uring_disabled make it.</remarks>
    [Theory]
    [InlineData("io_uring_setup", "error=EPERM", "the system forbids io_uring (kernel.io_uring_disabled, or a filter of system calls): errno 1: Operation not permitted")]
    [InlineData("io_uring_setup", "error=ENOSYS", "this kernel has no io_uring: errno 38: Function not implemented")]
    [InlineData("io_uring_setup", "error=ENOMEM", "there is too little memory for a ring; older kernels count it as locked memory (ulimit -l): errno 12: Cannot allocate memory")]
    [InlineData("io_uring_setup", "error=EMFILE", "io_uring_setup failed: errno 24: Too many open files")]
    [InlineData("io_uring_register", "error=EPERM", "this kernel's io_uring is too old, or filtered: errno 1: Operation not permitted")]
    [InlineData("io_uring_enter", "error=EPERM", "io_uring_enter failed: errno 1: Operation not permitted")]
    public async Task Without_io_uring_everything_runs_on_threads_and_the_backend_says_why(string call, string effect, string reason)
    {
        var injection = new Injection(_folder);

        var lines = await RingProcess.RunAsync(_folder, injection.Into(call, effect, []), "use");

        injection.MustHaveHappened();
        lines.ShouldBe([$"Threads: {reason}"]);
    }

    /// <remarks>Kernels before 6.1, 6.0 and 5.19 do not know the flags.</remarks>
    [Theory]
    [InlineData("1", "SINGLE_ISSUER, COOP_TASKRUN")]
    [InlineData("1..2", "COOP_TASKRUN")]
    [InlineData("1..3", "no flags")]
    public async Task A_kernel_that_lacks_a_flag_gives_the_next_kind_of_ring(string times, string kind)
    {
        Rings.Require().Dispose();
        var injection = new Injection(_folder);

        var lines = await RingProcess.RunAsync(_folder, injection.Into("io_uring_setup", $"error=EINVAL:when={times}", []), "use");

        injection.MustHaveHappened();
        lines.ShouldBe([$"Ring: io_uring with {kind}; 256 in flight"]);
    }

    [Fact]
    public async Task A_kernel_that_is_too_busy_is_asked_again()
    {
        Rings.Require().Dispose();
        var injection = new Injection(_folder);

        await RingProcess.RunAsync(_folder, injection.Into("io_uring_enter", "error=EAGAIN:when=2+3", []), "use");
        injection.MustHaveHappened();
        await RingProcess.RunAsync(_folder, injection.Into("io_uring_enter", "error=EBUSY:when=2+3", []), "use");
        injection.MustHaveHappened();
        await RingProcess.RunAsync(_folder, injection.Into("io_uring_enter", "error=EINTR:when=2+3", []), "use");
        injection.MustHaveHappened();
    }

    [Fact]
    public async Task A_ring_that_breaks_down_fails_what_it_has_and_what_comes_later()
    {
        Rings.Require().Dispose();
        var injection = new Injection(_folder);

        var lines = await RingProcess.RunAsync(_folder, injection.Into("io_uring_enter", "error=EBADF:when=40+", []), "break");

        injection.MustHaveHappened();
        lines[^1].ShouldBe("Failed: The ring broke down: io_uring_enter failed: errno 9: Bad file descriptor. Make a new scheduler.");
    }

    [Fact]
    public async Task A_process_that_exits_in_order_finishes_what_the_ring_accepted()
    {
        Rings.Require().Dispose();

        await RingProcess.RunAsync(_folder, [], "leave");

        File.ReadAllBytes(Path.Combine(_folder, "file")).IndexOfAnyExcept((byte)1).ShouldBe(-1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
