using System.Diagnostics;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Mapping;

public sealed class WaitTests : MappingTest
{
    private const int DeviceError = 5;
    private const int NotSupported = 95;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_word_that_differs_is_not_waited_for()
    {
        using var map = Files.OpenMapped(Path);
        map.Wait(8, 0).ShouldBe(BitConverter.ToInt32(Content, 8));
        Platform.CallsOf(nameof(StoragePlatform.WaitForChange)).ShouldBe(0);
    }

    [Fact]
    public async Task A_change_through_another_mapping_wakes()
    {
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 10_000);
        await using var other = Files.OpenMutableMapped(map.Path, new MapOptions { Offset = 4096 });
        await using var readOnly = Files.OpenMapped(map.Path);
        var waiting = new[] { map.WaitAsync(5000, 0).AsTask(), readOnly.WaitAsync(5000, 0).AsTask() };

        other.Wake(904);
        other.VolatileWrite(904, 77);
        other.Wake(904);

        (await Task.WhenAll(waiting).WaitAsync(s_deadline, TestContext.Current.CancellationToken)).ShouldBe([77, 77]);
    }

    [Fact]
    public void The_blocking_form_parks_and_is_woken()
    {
        using var map = Files.CreateMutableMapped(Folder.File("words"), 100);
        using var inside = new ManualResetEventSlim();
        var seen = 0;
        Platform.During(nameof(StoragePlatform.WaitForChange), inside.Set);
        var thread = new Thread(() => seen = map.Wait(0, 0, s_deadline));
        thread.Start();
        inside.Wait(s_deadline).ShouldBeTrue();
        map.Add(0, 3);
        map.Wake(0);
        thread.Join();
        seen.ShouldBe(3);
    }

    [Fact]
    public void No_wake_is_lost_between_two_parties()
    {
        const int Rounds = 300;
        using var one = Files.CreateMutableMapped(Folder.File("words"), 100);
        using var two = Files.OpenMutableMapped(one.Path);
        var thread = new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                two.Wait(0, i, s_deadline).ShouldBe(i + 1);
                two.VolatileWrite(4, i + 1);
                two.Wake(4);
            }
        });
        thread.Start();
        for (var i = 0; i < Rounds; i++)
        {
            one.VolatileWrite(0, i + 1);
            one.Wake(0);
            one.Wait(4, i, s_deadline).ShouldBe(i + 1);
        }

        thread.Join();
    }

    [Fact]
    public async Task More_words_are_waited_for_than_the_system_does_at_once()
    {
        const int Words = 300;
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 4 * Words);
        var waiting = Enumerable.Range(0, Words).Select(word => map.WaitAsync(4 * word, 0).AsTask()).ToList();
        WordPump.Count.ShouldBeGreaterThanOrEqualTo(3);
        for (var word = 0; word < Words; word++)
        {
            map.VolatileWrite(4 * word, word + 1);
            map.Wake(4 * word);
        }

        (await Task.WhenAll(waiting).WaitAsync(s_deadline, TestContext.Current.CancellationToken)).ShouldBe(Enumerable.Range(1, Words));
    }

    [Fact]
    public async Task The_time_ends_a_wait()
    {
        var clock = new ManualClock();
        var files = new CallerFileSystem(Platform) { TimeProvider = clock };
        await using var map = files.CreateMutableMapped(Folder.File("words"), 100);
        var waiting = map.WaitAsync(0, 0, TimeSpan.FromSeconds(5)).AsTask();
        clock.Advance(TimeSpan.FromSeconds(4));
        waiting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<TimeoutException>(() => waiting);
        Should.Throw<ArgumentOutOfRangeException>(() => map.Wait(0, 0, TimeSpan.FromTicks(-5))).ParamName.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_token_ends_a_wait()
    {
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 100);
        using var source = new CancellationTokenSource();
        var waiting = map.WaitAsync(0, 0, source.Token).AsTask();
        source.Cancel();
        (await Should.ThrowAsync<OperationCanceledException>(() => waiting)).CancellationToken.ShouldBe(source.Token);
    }

    [Fact]
    public async Task Dispose_ends_the_waits()
    {
        var map = Files.CreateMutableMapped(Folder.File("words"), 100);
        var waiting = map.WaitAsync(0, 0).AsTask();
        map.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => waiting.WaitAsync(s_deadline, TestContext.Current.CancellationToken));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await map.WaitAsync(0, 0));
    }

    [Fact]
    public async Task A_wait_goes_on_when_the_mapping_moves_and_ends_when_it_loses_the_word()
    {
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 100);
        var staying = map.WaitAsync(0, 0).AsTask();
        map.SetLength(100_000);
        var cut = map.WaitAsync(50_000, 0).AsTask();
        map.SetLength(4096);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => cut.WaitAsync(s_deadline, TestContext.Current.CancellationToken));
        map.VolatileWrite(0, 1);
        map.Wake(0);
        (await staying.WaitAsync(s_deadline, TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task Where_the_system_cannot_wait_words_are_looked_at()
    {
        Platform.Fail(nameof(StoragePlatform.WaitForChange), NotSupported);
        Platform.Fail(nameof(StoragePlatform.WakeWaiters), NotSupported);
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 100);
        var waiting = map.WaitAsync(0, 0).AsTask();
        var woken = map.WaitAsync(4, 0).AsTask();
        File.WriteAllBytes(map.Path, [9, 0, 0, 0, 0, 0, 0, 0]);
        (await waiting.WaitAsync(s_deadline, TestContext.Current.CancellationToken)).ShouldBe(9);
        map.Write(4, 8);
        map.Wake(4);
        (await woken.WaitAsync(s_deadline, TestContext.Current.CancellationToken)).ShouldBe(8);
    }

    [Fact]
    public async Task A_wait_that_the_system_fails_is_an_error()
    {
        Platform.Fail(nameof(StoragePlatform.WaitForChange), DeviceError);
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 100);
        var waiting = map.WaitAsync(0, 0).AsTask();
        var failed = await Should.ThrowAsync<StorageException>(() => waiting.WaitAsync(s_deadline, TestContext.Current.CancellationToken));
        failed.Code.ShouldBe(StorageErrorCode.DeviceError);
        failed.Path.ShouldBe(map.Path);
    }

    /// <remarks>The other process is not ours: it waits and wakes by the system's own calls.</remarks>
    [Fact]
    public async Task Another_process_is_waited_for_and_woken()
    {
        const string Program = """
            import ctypes, mmap, platform, sys
            futex = 202 if platform.machine() == 'x86_64' else 98
            call = ctypes.CDLL(None, use_errno=True).syscall
            class Time(ctypes.Structure): _fields_ = [('seconds', ctypes.c_long), ('nanoseconds', ctypes.c_long)]
            file = open(sys.argv[1], 'r+b')
            words = (ctypes.c_uint32 * 3).from_buffer(mmap.mmap(file.fileno(), 4096))
            def address(i): return ctypes.c_void_p(ctypes.addressof(words) + 4 * i)
            def wake(i): call(futex, address(i), 1, 0x7fffffff, None, None, 0)
            words[1] = 7
            wake(1)
            while words[0] == 0:
                if call(futex, address(0), 0, 0, ctypes.byref(Time(30, 0)), None, 0) != 0 and ctypes.get_errno() == 110: sys.exit(3)
            words[2] = words[0] + 1
            wake(2)
            """;
        await using var map = Files.CreateMutableMapped(Folder.File("words"), 4096);
        using var other = StartPython(Program, map.Path);
        (await map.WaitAsync(4, 0, s_deadline)).ShouldBe(7);
        map.VolatileWrite(0, 41);
        map.Wake(0);
        map.Wait(8, 0, s_deadline).ShouldBe(42);
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        other.ExitCode.ShouldBe(0);
    }

    private static Process StartPython(string program, string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "waits by the calls of Linux");
        try
        {
            return Process.Start("python3", ["-c", program, path]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            throw;
        }
    }
}
